import {
  formatRecord,
  phasesOf,
  propose,
  SIZES_COMMENT,
  sizesPage,
  sizesRecord,
  usualLoad,
} from './index.ts';
import { measurement } from './testing/measurement.ts';

const answers = { issued: 1200, ok: 1200, p50Millis: 6, p99Millis: 20 };
const measured = measurement({ burst: { cpusMax: 0.55 } });
const record = {
  $comment: SIZES_COMMENT,
  date: '2026-11-25',
  commit: 'abc1234',
  machine: '2 cores',
  platform: 'processes',
  phases: phasesOf(usualLoad).map((phase) => ({ ...phase, ...(phase.rows > 0 && { answers }) })),
  services: [{ name: 'gateway', instances: 1, measured, size: propose(measured) }],
};

it('a record is read back as it was written', () => {
  expect(sizesRecord.parse(JSON.parse(formatRecord(record)))).toEqual(record);
});

it.each([
  [
    'a phase is missing',
    { ...record, services: [{ ...record.services[0], measured: { rest: measured.rest } }] },
  ],
  ['there is something that nobody knows', { ...record, more: 1 }],
])('a record is refused where %s', (_, wrong) => {
  expect(sizesRecord.safeParse(wrong).success).toBe(false);
});

it('a page shows what was asked, what was taken and what follows', () => {
  const page = sizesPage(record);
  expect(page).toContain('| `gateway` | 20 m | 1250 m | 96 MiB | 256 MiB |');
  expect(page).toContain("| under the objective's load | 60 | 20 | 1 | 1 | 1200 of 1200 | 6 ms | 20 ms |");
  expect(page).toContain('| `gateway` | in a burst | 0.01 | 0.02 | 0.55 | 90 | 95 | 20 |');
  expect(page).toContain('| at rest | 15 | 0 | 0 | 0 |  |  |  |');
});
