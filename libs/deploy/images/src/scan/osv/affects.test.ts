import { advisory, type Affected } from './advisory.ts';
import { affects } from './affects.ts';

type Events = Affected['ranges'][number]['events'];

const affectedBy = (events: Events, versions: string[] = [], type = 'SEMVER'): Affected =>
  advisory.parse({ id: 'X', modified: '', affected: [{ ranges: [{ type, events }], versions }] })
    .affected[0]!;

const isAffected = (version: string, events: Events, ecosystem = 'npm') =>
  affects(affectedBy(events), version, ecosystem).affected;

describe('a version in an advisory', () => {
  const two = [{ introduced: '1.0.0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }, { fixed: '2.0.3' }];

  it.each([
    ['0.9.9', false],
    ['1.0.0-rc.1', false],
    ['1.0.0', true],
    ['1.1.9', true],
    ['1.2.0', false],
    ['2.0.0-beta', false],
    ['2.0.2', true],
    ['2.0.3', false],
    ['10.0.0', false],
  ])('%s of two lines of versions is affected: %s', (version, expected) => {
    expect(isAffected(version, two)).toBe(expected);
    expect(isAffected(version, [...two].reverse())).toBe(expected);
  });

  it.each<[string, Events, string, boolean]>([
    ['from the beginning', [{ introduced: '0' }], '0.0.1-alpha', true],
    [
      'up to and with the last affected one',
      [{ introduced: '0' }, { last_affected: '1.5.0' }],
      '1.5.0',
      true,
    ],
    ['after the last affected one', [{ introduced: '0' }, { last_affected: '1.5.0' }], '1.5.1', false],
    ['before a limit', [{ introduced: '0' }, { limit: '2.0.0' }], '1.0.0', true],
    ['beyond a limit', [{ introduced: '0' }, { limit: '2.0.0' }], '2.0.0', false],
    ['with a limit that is none', [{ introduced: '0' }, { limit: '*' }], '2.0.0', true],
  ])('is judged %s', (_, events, version, expected) => {
    expect(isAffected(version, events)).toBe(expected);
  });

  it('is compared as dpkg does in Debian, tilde and epoch included', () => {
    const events = [{ introduced: '0' }, { fixed: '2.36-9+deb12u15' }];
    expect(isAffected('2.36-9+deb12u14', events, 'Debian:12')).toBe(true);
    expect(isAffected('1:2.36-9+deb12u14', events, 'Debian:12')).toBe(false);
  });

  it('is affected where it is listed by name', () => {
    expect(affects(affectedBy([], ['1.0.0']), '1.0.0', 'npm').affected).toBe(true);
    expect(affects(affectedBy([], ['1.0.0']), '1.0.1', 'npm').affected).toBe(false);
  });

  it('is affected where nobody can tell: a doubt is for a person', () => {
    expect(isAffected('not a version', two)).toBe(true);
    expect(isAffected('1.0', [{ introduced: '1.0' }, { fixed: '2.0' }], 'Hackage')).toBe(true);
  });

  it('is not judged by commits, which an SBOM does not have', () => {
    expect(affects(affectedBy([{ introduced: '0' }], [], 'GIT'), '1.0.0', 'npm').affected).toBe(false);
  });

  it('is told with the next version that is fixed', () => {
    expect(affects(affectedBy(two), '2.0.1', 'npm').fixedIn).toBe('2.0.3');
    expect(affects(affectedBy([{ introduced: '0' }]), '2.0.1', 'npm')).toEqual({ affected: true });
  });
});
