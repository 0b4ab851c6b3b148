import { compareDebianVersions } from './debian-version.ts';

// Ascending; each pair was compared with `dpkg --compare-versions`.
const ascending = [
  '0~~',
  '0~',
  '0',
  '0+b1',
  '1.0~rc1-1',
  '1.0-1~bpo12+1',
  '1.0-1',
  '1.0-1+b1',
  '1.0-1+deb12u9',
  '1.0-1+deb12u14',
  '1.0a-1',
  '1.0+dfsg-1',
  '1.0.1-1',
  '1.2-3-1',
  '1.9',
  '1.10',
  '2.36-9',
  '2.36-9+deb12u14',
  '20250419~deb12u2',
  '20250419123456789012345',
  '1:0.1',
  '2:0~',
];

describe('the order of Debian versions', () => {
  it('is that of dpkg', () => {
    const shuffled = [...ascending].sort((a, b) => (a.split('').reverse() > b.split('').reverse() ? 1 : -1));
    expect(shuffled.sort(compareDebianVersions)).toEqual(ascending);
  });

  it.each([
    ['1.0', '1.0'],
    ['0:1.0', '1.0'],
    ['1.01', '1.1'],
    ['1.0-0', '1.0'],
    ['1:1-0', '1:1'],
    ['00~.', '0~.'],
  ])('has no difference between %s and %s', (a, b) => {
    expect(compareDebianVersions(a, b)).toBe(0);
    expect(compareDebianVersions(b, a)).toBe(0);
  });
});
