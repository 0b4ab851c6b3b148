import { compareSystems, judgeParity, parseIntended, type Facts } from './index.ts';

const system = (services: Readonly<Record<string, Facts>>) => new Map(Object.entries(services));
const compare = (compose: Readonly<Record<string, Facts>>, kubernetes: Readonly<Record<string, Facts>>) =>
  compareSystems(system(compose), new Map([['dev', system(kubernetes)]]));

describe('a comparison of Compose and an overlay', () => {
  it('finds nothing where both say the same', () => {
    expect(compare({ a: { user: '1', image: 'a' } }, { a: { image: 'a', user: '1' } })).toEqual([]);
  });

  it('finds each fact that differs or that one side lacks, and services that one side lacks', () => {
    const found = compare(
      { a: { user: '1', x: 'y' }, only: { user: '1' } },
      { a: { user: '2', z: 'y' }, new: { user: '1' } },
    );
    expect(found).toEqual([
      { overlay: 'dev', service: 'a', field: 'user', compose: '1', kubernetes: '2' },
      { overlay: 'dev', service: 'a', field: 'x', compose: 'y' },
      { overlay: 'dev', service: 'a', field: 'z', kubernetes: 'y' },
      { overlay: 'dev', service: 'new', field: 'service', kubernetes: 'present' },
      { overlay: 'dev', service: 'only', field: 'service', compose: 'present' },
    ]);
  });

  it('says once that a service is missing, and not again for each of its callers', () => {
    const found = compare({ a: { 'calls.b': 'open', 'startsAfter.b': 'ready' }, b: {} }, { a: {} });
    expect(found.map(({ service, field }) => `${service} ${field}`)).toEqual(['b service']);
    expect(compare({ a: { 'calls.b': 'open' }, b: {} }, { a: {}, b: {} })).toHaveLength(1);
  });
});

describe('differences that are meant', () => {
  const found = compare({ a: { user: '1', x: 'y' } }, { a: { user: '2', x: 'z' } });
  const entry = (more: object) => [{ field: 'user', reason: 'because', ...more }];

  it('have a reason, and leave the others unexpected', () => {
    const { intended, unexpected, unused } = judgeParity(found, entry({}));
    expect(intended).toMatchObject([{ field: 'user', reason: 'because' }]);
    expect(unexpected).toMatchObject([{ field: 'x' }]);
    expect(unused).toEqual([]);
  });

  it.each([
    [{ services: ['b'] }, 'user of b'],
    [{ overlays: ['production'] }, 'user in production'],
    [{ compose: '7' }, 'user'],
    [{ kubernetes: 'absent' }, 'user'],
  ])('are not those of an entry for %j, which then is unused', (more, line) => {
    const { unexpected, unused } = judgeParity(found, entry(more));
    expect(unexpected).toHaveLength(2);
    expect(unused).toEqual([line]);
  });

  it('must be needed by every service and every overlay that an entry names', () => {
    const more = { services: ['a', 'b'], overlays: ['dev', 'staging'], compose: '1', kubernetes: '2' };
    expect(judgeParity(found, entry(more)).unused).toEqual(['user of b', 'user in staging']);
  });

  it('are read from a list in which each has a field and a reason', () => {
    expect(parseIntended('intended: [{ field: user, reason: because }]', 'p.yaml')).toEqual({
      ok: true,
      value: [{ field: 'user', reason: 'because' }],
    });
    const wrong = parseIntended(
      'intended: [{ field: user }, { field: x, reason: y, colour: red }]',
      'p.yaml',
    );
    expect(wrong.ok ? [] : wrong.errors).toEqual([
      expect.stringContaining('p.yaml: intended.0.reason'),
      expect.stringContaining('colour'),
    ]);
  });
});
