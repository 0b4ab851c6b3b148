import { chooseNodePorts } from './node-ports.ts';

describe('node ports of a stack', () => {
  it.each([
    ['one after the other from where it begins', [], 0.5, [30_150, 30_151, 30_152]],
    ['past those that are used', [30_151], 0.5, [30_150, 30_152, 30_153]],
    ['from the front where the range ends', [], 0.99, [30_199, 30_100, 30_101]],
  ])('are %s', (_, used, start, expected) => {
    expect(chooseNodePorts(new Set(used), 3, start)).toEqual(expected);
  });

  it('are refused with the remedy where too few are free', () => {
    const used = new Set(Array.from({ length: 98 }, (_, index) => 30_100 + index));
    expect(() => chooseNodePorts(used, 3, 0)).toThrow(/2 are free: delete what aborted runs left/);
  });
});
