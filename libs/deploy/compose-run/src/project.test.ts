import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComposeError, createComposeProject } from './project.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-project-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A project whose `docker` writes down its arguments and then runs a script of the shell. */
function projectWith(script: string) {
  const file = join(folder, 'docker');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> ${folder}/calls\n${script}\n`);
  chmodSync(file, 0o755);
  const lines: string[] = [];
  const project = createComposeProject({
    root: folder,
    name: 'stack',
    overrides: ['more.yaml'],
    env: { PATH: `${folder}:${process.env.PATH}` },
    onLine: (line) => lines.push(line),
  });
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return { project, lines, calls };
}

const COMMON = 'compose --ansi never --progress plain -p stack -f compose.yaml -f more.yaml';

it('starts what is named, at a scale, leaves alone what runs, and fetches nothing', async () => {
  const { project, calls } = projectWith('');
  await project.start(['auth'], { auth: 2 });
  expect(calls()).toEqual([
    `${COMMON} up --detach --no-deps --no-recreate --no-build --pull never --scale auth=2 auth`,
  ]);
});

it('tells progress line by line, whichever stream and pieces it comes in', async () => {
  const { project, lines } = projectWith(
    'printf "Container a"; printf " Started  \\n\\n"; printf "note" >&2',
  );
  await project.start(['auth']);
  expect(lines.sort()).toEqual(['Container a Started', 'note']);
});

it('knows the hash of each service', async () => {
  const { project } = projectWith('printf "auth 12\\ngateway 34\\n"');
  expect(await project.hashes()).toEqual(
    new Map([
      ['auth', '12'],
      ['gateway', '34'],
    ]),
  );
});

it('knows the model as Compose resolved it', async () => {
  const { project, calls } = projectWith(`echo '{"services":{"auth":{"image":"slipway/auth"}}}'`);
  expect(await project.model()).toEqual({ services: { auth: { image: 'slipway/auth' } } });
  expect(calls()).toEqual([`${COMMON} config --format json`]);
});

it('gives the lines of the logs, the last one included, and nothing that Compose says itself', async () => {
  const { project, lines, calls } = projectWith('printf "one\\ntwo"; echo warning >&2');
  const logs: string[] = [];
  await project.logs(['auth'], { follow: false, tail: 5, onLine: (line) => logs.push(line) });
  expect([logs, lines]).toEqual([['one', 'two'], []]);
  expect(calls()).toEqual([`${COMMON} logs --no-log-prefix --no-color --tail 5 auth`]);
});

it.each([
  [false, '--remove-orphans'],
  [true, '--remove-orphans --volumes'],
])('removes everything, those of all profiles too; volumes: %s', async (volumes, options) => {
  const { project, calls } = projectWith('');
  await project.down({ volumes });
  expect(calls()).toEqual([COMMON.replace(' -f compose', ` --profile * -f compose`) + ` down ${options}`]);
});

it('fails with the last lines of what Compose said', async () => {
  const { project } = projectWith('for n in $(seq 20); do echo "line $n" >&2; done; exit 1');
  const failure = await project.start(['auth']).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ComposeError);
  expect((failure as ComposeError).message.split('\n')).toEqual(
    Array.from({ length: 12 }, (_, index) => `line ${index + 9}`),
  );
});

it('fails with the system’s own error where there is no such command', async () => {
  const project = createComposeProject({
    root: folder,
    name: 'stack',
    env: { PATH: folder },
    onLine: () => undefined,
  });
  await expect(project.hashes()).rejects.toMatchObject({ code: 'ENOENT' });
});
