import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readPage } from './checks/markdown.ts';
import { variablesIn, variablesInSources, variablesInTables } from './checks/variables.ts';
import { fieldsOf } from './json-schema.ts';
import { replaceRegion } from './region.ts';

test('every generated page is what the code says', () => {
  const main = join(import.meta.dirname, 'main.ts');
  const { status, stderr } = spawnSync(process.execPath, [main, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}, 30_000);

test('the configuration reference has every variable that a service or a library names, and no other', () => {
  const documented = variablesInTables(readPage('docs/reference/configuration.md'));
  expect([...documented].sort()).toEqual(
    [...variablesInSources()]
      .filter((name) => !isAddress(name))
      .concat('SLIPWAY_URL_AUTH')
      .sort(),
  );
});

/** SLIPWAY_URL_<SERVICE>: one for each called service, described once. */
const isAddress = (name: string) => name.startsWith('SLIPWAY_URL_');

test('a variable is a whole name', () => {
  expect([...variablesIn('`SLIPWAY_PORT`, SLIPWAY_URL_<SERVICE>, SLIPWAY_URL_AUTH')]).toEqual([
    'SLIPWAY_PORT',
    'SLIPWAY_URL_AUTH',
  ]);
});

test('a schema becomes rows with paths through lists and maps', () => {
  const schema = {
    properties: {
      kind: { type: 'string', enum: ['a', 'b'] },
      calls: {
        type: 'array',
        default: [],
        items: { properties: { port: { type: 'integer', minimum: 1, maximum: 9 } } },
      },
      tensors: {
        type: 'object',
        additionalProperties: { properties: { from: { type: 'string', description: 'where' } } },
      },
    },
    required: ['kind'],
  };
  expect(fieldsOf(schema).map(({ path, type, isRequired }) => [path, type, isRequired])).toEqual([
    ['kind', 'a, b', true],
    ['calls', 'list of objects', false],
    ['calls[].port', 'integer from 1 to 9', false],
    ['tensors', 'map of names to objects', false],
    ['tensors.*.from', 'string', false],
  ]);
});

test('a region is replaced between its markers and nowhere else', () => {
  const page = 'a\n<!-- generated:x by y -->\nold\n<!-- /generated:x -->\nb';
  expect(replaceRegion(page, 'x', 'new')).toBe(
    'a\n<!-- generated:x by y -->\n\nnew\n\n<!-- /generated:x -->\nb',
  );
  expect(() => replaceRegion(page, 'z', 'new')).toThrow('no region');
});
