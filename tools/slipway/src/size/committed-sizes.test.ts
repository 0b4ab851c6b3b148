import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phasesOf, propose, SIZES_FILE, sizesRecord, usualLoad } from '@slipway/deploy-size';
import { parse } from 'yaml';
import { readSystem } from '../declarations/read-system.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const system = readSystem(root);

/** Without a record the values are estimates, and there is nothing to compare them with. */
const isRecorded = existsSync(join(root, SIZES_FILE));
const describeRecorded = isRecorded ? describe : describe.skip;
const why = isRecorded ? '' : ' (not run: no run is recorded yet, ./slipway size --write records one)';

describeRecorded(`the sizes in apps/*/service.yaml${why}`, () => {
  const readRecord = () => sizesRecord.parse(JSON.parse(read(SIZES_FILE)));

  it('are those that follow from the recorded run, for every service', () => {
    const record = readRecord();
    const declared = system.map(({ name, requests, limits }) => ({
      name,
      size: { requests, limits: { cpus: limits.cpus, memoryMiB: limits.memoryMiB } },
    }));
    const following = record.services.map(({ name, measured }) => ({ name, size: propose(measured) }));
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(declared.toSorted(byName)).toEqual(following.toSorted(byName));
    expect(record.services.map(({ size }) => size)).toEqual(following.map(({ size }) => size));
  });

  it('come from the usual load, answered within the objective of the gateway', () => {
    const record = readRecord();
    expect(record.phases.map(({ answers: _, ...phase }) => phase)).toEqual(phasesOf(usualLoad));
    const objective = record.phases.find(({ name }) => name === 'objective')!.answers!;
    expect(objective.ok).toBe(objective.issued);
    expect(objective.p99Millis).toBeLessThan(
      system.find(({ name }) => name === 'gateway')!.slo!.latencyMillis,
    );
  });

  it('come from batches as large as the ensemble allows', () => {
    const { maxBatchSize } = parse(read('apps/gateway/ensembles/digits.yaml')) as { maxBatchSize: number };
    expect(readRecord().phases.find(({ name }) => name === 'batches')!.rows).toBe(maxBatchSize);
  });
});
