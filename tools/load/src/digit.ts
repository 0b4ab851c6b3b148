/** A handwritten-looking seven, 8x8, 0 (white) to 16 (black). */
const SEVEN = [
  [0, 0, 7, 8, 13, 16, 15, 1],
  [0, 0, 7, 7, 4, 11, 12, 0],
  [0, 0, 0, 0, 8, 13, 1, 0],
  [0, 4, 8, 8, 15, 15, 6, 0],
  [0, 2, 11, 15, 15, 4, 0, 0],
  [0, 0, 0, 16, 5, 0, 0, 0],
  [0, 0, 9, 15, 1, 0, 0, 0],
  [0, 0, 13, 5, 0, 0, 0, 0],
].flat();

/** An input of the ensemble `digits`: the same digit in each row. */
export const digitRows = (rows: number) => ({
  name: 'image',
  datatype: 'FP32',
  shape: [rows, 8, 8, 1],
  data: Array.from({ length: rows }, () => SEVEN).flat(),
});

/** The same of one row. */
export const digitInput = digitRows(1);
