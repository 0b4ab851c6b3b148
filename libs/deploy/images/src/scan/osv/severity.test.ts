import { advisory } from './advisory.ts';
import { severityIn, severityOfVector } from './severity.ts';

const severityOf = (top: object, affected: object = {}) => {
  const found = advisory.parse({ id: 'X', modified: '', affected: [affected], ...top });
  return severityIn(found, found.affected[0]!);
};
const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

describe('the severity of an advisory', () => {
  it.each([
    ['critical', CRITICAL],
    ['critical', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'],
    ['high', 'AV:N/AC:L/Au:N/C:P/I:P/A:P'],
    ['medium', 'CVSS:3.0/AV:L/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N'],
    ['low', 'CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N'],
    ['unknown', 'CVSS:3.1/AV:N'],
    ['unknown', 'nonsense'],
  ])('is %s for %s', (expected, vector) => {
    expect(severityOfVector(vector)).toBe(expected);
  });

  it("is the database's word before the vector, and Debian's urgency after it", () => {
    const severity = [{ type: 'CVSS_V3', score: CRITICAL }];
    expect(severityOf({ severity, database_specific: { severity: 'MODERATE' } })).toBe('medium');
    expect(severityOf({ severity }, { ecosystem_specific: { urgency: 'low' } })).toBe('critical');
    expect(severityOf({}, { ecosystem_specific: { urgency: 'low' } })).toBe('low');
    expect(severityOf({}, { ecosystem_specific: { urgency: 'not yet assigned' } })).toBe('unknown');
    expect(severityOf({})).toBe('unknown');
  });

  it('is the worst of several vectors', () => {
    const severity = [
      { type: 'CVSS_V3', score: 'nonsense' },
      { type: 'CVSS_V3', score: CRITICAL },
      { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' },
    ];
    expect(severityOf({ severity })).toBe('critical');
  });
});
