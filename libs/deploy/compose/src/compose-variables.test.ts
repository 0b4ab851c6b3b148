import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeVariables } from './index.ts';

const root = join(import.meta.dirname, '../../../..');

it('tells of every variable that the Compose files read, and of no other', () => {
  const parts = readdirSync(join(root, 'compose'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join('compose', file));
  const files = ['compose.yaml', ...parts].map((file) => readFileSync(join(root, file), 'utf8'));
  const read = files.flatMap((text) => [...text.matchAll(/\$\{(SLIPWAY_[A-Z_]+)/g)].map(([, name]) => name));
  expect([...new Set(read)].sort()).toEqual(Object.keys(composeVariables).sort());
});
