import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  editDeclaration,
  SIZES_COMMENT,
  SIZES_FILE,
  sizesRecord,
  type SizesRecord,
} from '@slipway/deploy-size';
import { readSystem } from '../declarations/read-system.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { writeSizes } from './write-sizes.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (name: string) => readFileSync(join(root, 'apps', name, 'service.yaml'), 'utf8');
const system = readSystem(root);

const figures = {
  ...{ cpusMean: 0.1, cpusP95: 0.2, cpusMax: 0.3 },
  ...{ residentP95MiB: 90, residentMaxMiB: 95, heapMaxMiB: 20 },
};
const record: SizesRecord = {
  $comment: SIZES_COMMENT,
  ...{ date: '2026-11-25', commit: 'abc1234', machine: '2 cores', platform: 'processes', phases: [] },
  services: system.map(({ name }) => ({
    name,
    instances: 1,
    measured: { rest: figures, objective: figures, burst: figures, batches: figures },
    size: { requests: { cpus: 0.33, memoryMiB: 48 }, limits: { cpus: 3, memoryMiB: 576 } },
  })),
};

describe('writing sizes', () => {
  const folder = useTemporaryFolder();

  it('leaves a declaration that has these very sizes as it is, byte for byte', () => {
    for (const { name, requests, limits } of system) {
      const size = { requests, limits: { cpus: limits.cpus, memoryMiB: limits.memoryMiB } };
      expect(editDeclaration(read(name), size)).toBe(read(name));
    }
  });

  it('changes each declaration and keeps the run', () => {
    for (const { name } of system) {
      mkdirSync(join(folder(), 'apps', name), { recursive: true });
      writeFileSync(join(folder(), 'apps', name, 'service.yaml'), read(name));
    }
    mkdirSync(join(folder(), 'docs/reference'), { recursive: true });
    const files = writeSizes(folder(), record);
    expect(files).toEqual([...system.map(({ name }) => `apps/${name}/service.yaml`), SIZES_FILE]);
    expect(files.filter((file) => !existsSync(join(folder(), file)))).toEqual([]);
    expect(readFileSync(join(folder(), 'apps/gateway/service.yaml'), 'utf8')).toMatch(
      /requests: \{ cpus: 0\.33, memoryMiB: 48 \}\nlimits: \{ cpus: 3, memoryMiB: 576, processes: 64 \}/,
    );
    const kept = sizesRecord.parse(JSON.parse(readFileSync(join(folder(), SIZES_FILE), 'utf8')));
    expect(kept).toEqual(record);
  });
});
