import { developmentParts, readDigits, type Part } from './digits-csv.ts';
import { places } from './places.ts';

test('the development rows are train and validation together, and as many of each digit as in both', () => {
  const [train, validation] = developmentParts.map((part) => readDigits(places.data, part));
  const development = readDigits(places.data, ...developmentParts);
  expect(development.labels).toHaveLength(train!.labels.length + validation!.labels.length);
  expect(development.pixels).toHaveLength(64 * development.labels.length);
  expect([...development.labels].sort()).toEqual([...train!.labels, ...validation!.labels].sort());
});

test('no held-out scan is among the development rows', () => {
  const scansOf = (...parts: readonly Part[]): string[] => {
    const { pixels, labels } = readDigits(places.data, ...parts);
    return labels.map((_, row) => pixels.subarray(64 * row, 64 * (row + 1)).join());
  };
  const development = new Set(scansOf(...developmentParts));
  expect(scansOf('held-out').filter((scan) => development.has(scan))).toEqual([]);
});
