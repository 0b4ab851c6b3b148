import { type Random, within } from './seeded-random.ts';

const side = 8;
const middle = (side - 1) / 2;

/** How far one random change may go. */
export interface Limits {
  readonly pixels: number;
  readonly degrees: number;
  /** Shares. */
  readonly scale: number;
  readonly shear: number;
}

/** One scan, shifted, turned, scaled and sheared a little, as another hand would write it. */
export function augment(scan: Float32Array, random: Random, limits: Limits): Float32Array {
  const angle = within(random, (limits.degrees * Math.PI) / 180);
  const columnScale = 1 + within(random, limits.scale);
  const rowScale = 1 + within(random, limits.scale);
  const shear = within(random, limits.shear);
  const columnShift = within(random, limits.pixels) + middle;
  const rowShift = within(random, limits.pixels) + middle;
  const changed = new Float32Array(side * side);
  for (let position = 0; position < changed.length; position += 1) {
    const row = Math.floor(position / side) - middle;
    const column = (position % side) - middle;
    const turnedColumn = Math.cos(angle) * column - Math.sin(angle) * row;
    const turnedRow = Math.sin(angle) * column + Math.cos(angle) * row;
    changed[position] = bilinear(
      scan,
      turnedRow * rowScale + rowShift,
      turnedColumn * columnScale + shear * row + columnShift,
    );
  }
  return changed;
}

function bilinear(scan: Float32Array, row: number, column: number): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const down = row - top;
  const right = column - left;
  return (
    at(scan, top, left) * (1 - down) * (1 - right) +
    at(scan, top, left + 1) * (1 - down) * right +
    at(scan, top + 1, left) * down * (1 - right) +
    at(scan, top + 1, left + 1) * down * right
  );
}

/** Outside of the scan lies white paper. */
function at(scan: Float32Array, row: number, column: number): number {
  const inside = row >= 0 && row < side && column >= 0 && column < side;
  return inside ? scan[row * side + column]! : 0;
}
