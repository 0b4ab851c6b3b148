import { decideTests, requiredPlatforms } from './index.ts';

const found = { found: true, version: '1', apiVersion: '1' } as const;
const missing = { found: false, reason: 'docker is not installed' } as const;

it.each<[string | undefined, string[]]>([
  [undefined, []],
  ['', []],
  ['compose', ['compose']],
  [' processes, compose ,', ['processes', 'compose']],
])('reads %j as the platforms %j', (text, names) => {
  expect([...requiredPlatforms({ SLIPWAY_REQUIRE: text })]).toEqual(names);
});

describe('tests that need an engine', () => {
  it('run where there is one', () => {
    expect(decideTests('compose', found, {})).toEqual({ kind: 'run' });
  });

  it.each([
    ['are skipped with the reason where there is none', 'processes', 'skip'],
    ['fail with the reason where there is none and it is required', 'processes,compose', 'fail'],
  ])('%s', (_what, SLIPWAY_REQUIRE, kind) => {
    expect(decideTests('compose', missing, { SLIPWAY_REQUIRE })).toEqual({ kind, reason: missing.reason });
  });
});
