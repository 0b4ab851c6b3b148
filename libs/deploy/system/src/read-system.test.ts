import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSystem } from './index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-system-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const declare = (folder: string, more = '') => {
  const file = join(root, 'apps', folder, 'service.yaml');
  mkdirSync(dirname(file), { recursive: true });
  const port = 8000 + folder.length;
  writeFileSync(
    file,
    `{ name: ${folder}, kind: model, description: test, ports: { http: ${port} }, uid: ${20_000 + port},
       drainSeconds: 1, probes: { liveness: /livez, readiness: /readyz, startupSeconds: 1 } ${more} }`,
  );
};

describe('the declared system', () => {
  it('is read with each service after those it calls', () => {
    declare('front', ', calls: [{ service: rear, why: test }]');
    declare('rear', '');
    mkdirSync(join(root, 'apps/other'), { recursive: true });
    const system = readSystem(root);
    expect(system.ok && system.services.map(({ name }) => name)).toEqual(['rear', 'front']);
  });

  it('is refused with a line for each mistake, and where there is nothing', () => {
    expect(readSystem(root)).toEqual({
      ok: false,
      errors: ['No service is declared: add apps/<name>/service.yaml'],
    });
    declare('one', ', colour: red');
    declare('three', ', calls: [{ service: nobody, why: test }]');
    const system = readSystem(root);
    expect(system.ok ? [] : system.errors).toEqual([expect.stringContaining('apps/one/service.yaml')]);
    declare('one');
    const second = readSystem(root);
    expect(second.ok ? [] : second.errors).toEqual([expect.stringContaining('nobody')]);
  });
});
