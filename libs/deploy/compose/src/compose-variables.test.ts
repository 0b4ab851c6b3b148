import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeVariables } from './index.ts';

const root = join(import.meta.dirname, '../../../..');

it('tells of every variable that the Compose files read, and of no other', () => {
  const files = readdirSync(join(root, 'compose'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(root, 'compose', file), 'utf8'));
  const read = files.flatMap((text) => [...text.matchAll(/\$\{(SLIPWAY_[A-Z_]+)/g)].map(([, name]) => name));
  expect([...new Set(read)].sort()).toEqual(Object.keys(composeVariables).sort());
});
