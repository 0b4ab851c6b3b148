import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { checkModels } from './check-models.ts';
import { readSystem, selectServices } from './read-system.ts';

const root = useTemporaryFolder();

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root(), file)), { recursive: true });
  writeFileSync(join(root(), file), text);
};
const service = (name: string, port: number, more = '') =>
  write(
    `apps/${name}/service.yaml`,
    `{ name: ${name}, kind: model, description: test, ports: { http: ${port} }, uid: ${20_000 + port}, drainSeconds: 1,
       probes: { liveness: /livez, readiness: /readyz, startupSeconds: 1 } ${more} }`,
  );
const calls = (name: string) => `, calls: [{ service: ${name}, why: test }]`;

describe('the declared system', () => {
  it('is read in start order, and folders without a declaration are passed over', () => {
    service('front', 1, calls('back'));
    service('back', 2);
    write('apps/other/package.json', '{}');
    expect(readSystem(root()).map(({ name }) => name)).toEqual(['back', 'front']);
  });

  it('is refused with a line for each mistake', () => {
    service('a', 1, ', colour: red');
    service('b', 99_999);
    const refused = expect(() => readSystem(root()));
    refused.toThrow(/apps\/a\/service.yaml: .*colour/);
    refused.toThrow(/apps\/b\/service.yaml: ports.http/);
  });

  it.each([
    ['no declaration at all', () => undefined, 'No service is declared'],
    ['a name other than its folder', () => write('apps/a/service.yaml', ''), 'apps/a/service.yaml'],
    ['a call to nobody', () => service('a', 1, calls('ghost')), 'add apps/ghost/service.yaml'],
  ])('is refused for %s', (_, prepare, expected) => {
    prepare();
    expect(() => readSystem(root())).toThrow(expected);
  });

  it('can be limited to some services and those that they call', () => {
    service('front', 1, calls('back'));
    service('back', 2);
    service('other', 3);
    const selected = selectServices(readSystem(root()), ['front']);
    expect(selected.map(({ name }) => name)).toEqual(['back', 'front']);
    expect(() => selectServices(readSystem(root()), ['nobody'])).toThrow('declared are back, other, front');
  });
});

describe('the models of a service', () => {
  const DIGEST = 'sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';
  const model = `{ name: m, runtime: onnx, description: test, maxBatchSize: 1, card: card.md,
    inputs: [{ name: x, datatype: FP32, shape: [-1, 1] }], outputs: [{ name: y, datatype: FP32, shape: [-1, 1] }],
    versions: [{ version: "1", digest: "${DIGEST}", files: { f.bin: "${DIGEST}" } }] }`;
  const check = (depth: 'presence' | 'digests') =>
    checkModels(root(), readSystem(root())[0] as ReturnType<typeof readSystem>[number], depth).join('\n');

  beforeEach(() => {
    service('a', 1, ', models: [m]');
    write('apps/a/models/m/model.yaml', model);
    write('apps/a/models/m/1/f.bin', 'x');
  });

  it('are right when the files are what was declared', () => {
    expect(check('digests')).toBe('');
  });

  it('are reported when their folder, a file, or what is in it is missing', () => {
    write('apps/a/models/m/1/f.bin', 'y');
    expect(check('presence')).toBe('');
    expect(check('digests')).toContain('apps/a/models/m/1/f.bin is not what apps/a/models/m/model.yaml says');
    rmSync(join(root(), 'apps/a/models/m/1'), { recursive: true });
    expect(check('presence')).toContain('Model m version 1 has no apps/a/models/m/1/f.bin');
    rmSync(join(root(), 'apps/a/models'), { recursive: true });
    expect(check('presence')).toContain('a declares model m, but apps/a/models/m/model.yaml is missing');
  });
});
