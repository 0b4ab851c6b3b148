import { parseExceptions } from './exceptions.ts';
import { describeVulnerability, judge, type GatePolicy } from './gate.ts';
import type { Vulnerability } from './vulnerability-scanner.ts';

const found: Vulnerability = {
  id: 'SLIPWAY-TEST-0001',
  aliases: ['CVE-0000-0001'],
  package: 'express',
  version: '5.3.0',
  severity: 'high',
  fixedIn: '6.0.0',
};
const exception = {
  id: 'SLIPWAY-TEST-0001',
  package: 'express',
  reason: 'Invented',
  expires: '2026-06-30',
};
const policy: GatePolicy = { failAt: 'high', exceptions: [], today: '2026-06-30' };

const gate = (change: Partial<GatePolicy> = {}, vulnerability: Vulnerability = found) =>
  judge(new Map([['gateway', [vulnerability]]]), { ...policy, ...change });
const verdict = (change: Partial<GatePolicy> = {}, vulnerability: Vulnerability = found) =>
  gate(change, vulnerability).judged[0]?.verdict;

describe('the gate after a scan', () => {
  it('fails from the severity that it is set to, and below it only tells', () => {
    expect(gate()).toMatchObject({ passed: false, judged: [{ image: 'gateway', verdict: 'fails' }] });
    expect(gate({ failAt: 'critical' })).toMatchObject({ passed: true, judged: [{ verdict: 'below' }] });
  });

  it('fails for a severity that nobody knows, unless that is allowed', () => {
    const unrated = { ...found, severity: 'unknown' as const };
    expect(verdict({ failAt: 'critical' }, unrated)).toBe('fails');
    expect(verdict({ failAt: 'low', allowUnknown: true }, unrated)).toBe('below');
  });

  it('passes with an exception until the end of its last day', () => {
    expect(verdict({ exceptions: [exception] })).toBe('excepted');
    expect(verdict({ exceptions: [exception], today: '2026-07-01' })).toBe('fails');
  });

  it('knows an advisory by its other names', () => {
    expect(verdict({ exceptions: [{ ...exception, id: 'CVE-0000-0001' }] })).toBe('excepted');
  });

  it('takes an exception for what it names only, and tells of one that nothing needs', () => {
    const other = [
      { ...exception, package: 'undici' },
      { ...exception, id: 'SLIPWAY-TEST-0009' },
    ];
    expect(gate({ exceptions: other })).toMatchObject({ passed: false, unused: other });
    expect(gate({ exceptions: [exception] }).unused).toEqual([]);
  });

  it('says what to do about each', () => {
    const line = (change: Partial<GatePolicy>) => describeVulnerability(gate(change).judged[0]!);
    expect(line({})).toBe('gateway: SLIPWAY-TEST-0001 in express 5.3.0 (high); fixed in 6.0.0');
    expect(line({ exceptions: [exception] })).toContain('excepted until 2026-06-30: Invented');
    expect(line({ exceptions: [exception], today: '2027-01-01' })).toContain('expired on 2026-06-30');
  });
});

describe('a file of exceptions', () => {
  const parse = (text: string) => parseExceptions(text, 'security/exceptions.yaml');
  const entry = (expires: string) =>
    `exceptions:\n  - { id: X, package: express, reason: why, expires: ${expires} }\n`;

  it('is read', () => {
    expect(parse(entry('2026-06-30'))).toEqual({
      ok: true,
      value: [{ id: 'X', package: 'express', reason: 'why', expires: '2026-06-30' }],
    });
    expect(parse('exceptions: []')).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['no end', 'exceptions:\n  - { id: X, package: express, reason: why }\n', 'exceptions.0.expires'],
    ['an end that is no day', entry('2026-02-30'), 'exceptions.0.expires'],
    [
      'no reason',
      'exceptions:\n  - { id: X, package: express, reason: "", expires: 2026-01-01 }',
      'exceptions.0.reason',
    ],
    ['a field of its own', 'exceptions: []\nignore: all\n', 'ignore'],
    ['no YAML', 'exceptions: [', 'expected YAML'],
  ])('with %s is refused, with the place', (_, text, expected) => {
    const parsed = parse(text);
    expect(parsed.ok ? 'accepted' : parsed.failure.messages.join('\n')).toContain(expected);
  });
});
