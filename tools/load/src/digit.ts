/** A handwritten-looking seven, 8x8, 0 (white) to 16 (black), as an input of the ensemble `digits`. */
export const digitInput = {
  name: 'image',
  datatype: 'FP32',
  shape: [1, 8, 8, 1],
  data: [
    [0, 0, 7, 8, 13, 16, 15, 1],
    [0, 0, 7, 7, 4, 11, 12, 0],
    [0, 0, 0, 0, 8, 13, 1, 0],
    [0, 4, 8, 8, 15, 15, 6, 0],
    [0, 2, 11, 15, 15, 4, 0, 0],
    [0, 0, 0, 16, 5, 0, 0, 0],
    [0, 0, 9, 15, 1, 0, 0, 0],
    [0, 0, 13, 5, 0, 0, 0, 0],
  ].flat(),
};
