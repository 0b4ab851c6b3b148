import { parseQuantity } from './quantity.ts';

it.each([
  ['500m', 0.5],
  ['1', 1],
  [2, 2],
  ['1.5', 1.5],
  ['256Mi', 268_435_456],
  ['1Gi', 1_073_741_824],
  ['64k', 64_000],
])('the quantity %j is %d', (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

it.each(['', 'x', '1 Mi', '-1', '1MB', undefined])('%j is no quantity', (text) => {
  expect(parseQuantity(text)).toBeNaN();
});
