import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import { digestOf } from '../digest.ts';
import { runnerWith, runnerWithout } from '../testing/fake-program.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createDockerImageTool } from './docker-image-tool.ts';

const folder = useTemporaryFolder();
const dockerOf = (script: string) =>
  createDockerImageTool({ run: runnerWith(folder.path(), { docker: script }) });
const messageOf = (outcome: object): string => JSON.stringify(outcome);

describe('an engine through its command line', () => {
  it('tells an image that it has from one that it has not', async () => {
    const engine = dockerOf(
      `case "$3" in here) echo '[{"Id":"sha256:1","RepoDigests":null}]';; *) echo "Error: No such image: $3" >&2; exit 1;; esac`,
    );
    expect(await engine.inspect('here')).toEqual({
      ok: true,
      value: { imageId: 'sha256:1', repositoryDigests: [] },
    });
    expect(await engine.inspect('gone')).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['is not installed', undefined, 'docker was not found'],
    [
      'is down',
      'echo "Cannot connect to the Docker daemon at unix:///x" >&2; exit 1',
      'the engine does not answer',
    ],
    [
      'may not be used',
      'echo "permission denied while trying to connect to the docker daemon" >&2; exit 1',
      'you may use it',
    ],
  ])('that %s is unavailable, with a hint', async (_, script, expected) => {
    const engine =
      script === undefined ? createDockerImageTool({ run: runnerWithout(folder.path()) }) : dockerOf(script);
    const outcome = await engine.inspect('x');
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    expect(messageOf(outcome)).toContain(expected);
  });

  it('gives the digest that a push ends with, and refuses a push that does not', async () => {
    const digest = digestOf('manifest');
    const pushing = dockerOf(`echo "layer: Pushed"; echo "dev: digest: ${digest} size: 528"`);
    expect(await pushing.push('127.0.0.1:5000/x:dev')).toEqual({ ok: true, value: { digest } });
    expect(await dockerOf('echo done').push('127.0.0.1:5000/x:dev')).toMatchObject({ ok: false });
  });

  it('explains what a registry says to a push', async () => {
    const refused = dockerOf('echo "no basic auth credentials" >&2; exit 1');
    const outcome = await refused.push('123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:dev');
    expect(messageOf(outcome)).toContain('aws ecr get-login-password --region eu-west-1');
  });

  it('finds the models inside by their files, and removes the container that it looked with', async () => {
    const at = folder.path();
    for (const [file, text] of [
      ['models/cnn/1/weights.bin', 'weights'],
      ['models/cnn/1/graph.json', 'graph'],
      ['models/cnn/model.yaml', 'declaration'],
    ] as const) {
      mkdirSync(join(at, file, '..'), { recursive: true });
      writeFileSync(join(at, file), text);
    }
    await create({ cwd: at, file: join(at, 'models.tar') }, ['models']);
    const engine = dockerOf(
      `case "$2" in create) echo c0ffee;; cp) cat ${at}/models.tar;; rm) echo "$*" >> ${at}/removed;; esac`,
    );
    const hex = (text: string) => digestOf(text).slice('sha256:'.length);
    expect(await engine.readModels('sha256:1')).toEqual({
      ok: true,
      value: [
        {
          name: 'cnn',
          version: '1',
          digest: digestOf(`${hex('graph')}  graph.json\n${hex('weights')}  weights.bin\n`),
        },
      ],
    });
    expect(readFileSync(join(at, 'removed'), 'utf8')).toBe('container rm --force c0ffee\n');
  });

  it('finds no models where there is no folder of them', async () => {
    const engine = dockerOf(
      'case "$2" in create) echo c0ffee;; cp) echo "Could not find the file /app/models in container c0ffee" >&2; exit 1;; esac',
    );
    expect(await engine.readModels('sha256:1')).toEqual({ ok: true, value: [] });
  });
});
