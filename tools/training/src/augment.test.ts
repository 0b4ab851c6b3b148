import { augment } from './augment.ts';
import { createRandom } from './seeded-random.ts';

const limits = { pixels: 0.3, degrees: 10, scale: 0.1, shear: 0.1 };
const cross = Float32Array.from({ length: 64 }, (_, position) =>
  position % 8 === 3 || position >> 3 === 4 ? 16 : 0,
);

test('the same seed changes a scan in the same way', () => {
  expect(augment(cross, createRandom(7), limits)).toEqual(augment(cross, createRandom(7), limits));
  expect(augment(cross, createRandom(7), limits)).not.toEqual(augment(cross, createRandom(8), limits));
});

test('a changed scan stays within the range of pixels and keeps about its ink', () => {
  const random = createRandom(1);
  const ink = (scan: Float32Array): number => scan.reduce((sum, pixel) => sum + pixel, 0);
  for (let times = 0; times < 200; times += 1) {
    const changed = augment(cross, random, limits);
    expect(Math.min(...changed)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...changed)).toBeLessThanOrEqual(16);
    expect(ink(changed) / ink(cross)).toBeGreaterThan(0.7);
    expect(ink(changed) / ink(cross)).toBeLessThan(1.4);
  }
});
