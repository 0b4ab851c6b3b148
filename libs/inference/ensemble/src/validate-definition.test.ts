import { validateDefinition, type EnsembleDefinition } from './index.ts';
import { digits, member } from './testing/digits.ts';

it('finds nothing wrong with a good definition', () => {
  const flat = member('d', { weight: 0.5, inputs: { pixels: { from: 'x', shape: [-1, 4] } } });
  const outputs = [{ name: 'p', datatype: 'FP32' as const, shape: [-1, 2], labels: ['no', 'yes'] }];
  expect(
    validateDefinition(digits({ outputs, members: [member('a'), flat], quorum: 2, deadlineMillis: 50 })),
  ).toEqual([]);
});

const output = { name: 'p', datatype: 'FP64', shape: [-1, 2] } as const;
const viewing = (shape: number[]) => [member('a', { inputs: { image: { from: 'x', shape } } })];

it.each<[string, Partial<EnsembleDefinition>, RegExp]>([
  ['no members', { members: [] }, /members is empty: name/],
  ['1,001 members', { members: Array.from({ length: 1001 }, (_, i) => member(`m${i}`)) }, /at most 1000/],
  ['a model twice', { members: [member('a'), member('a')] }, /"a" is a member twice: raise its weight/],
  ['a quorum above the members', { quorum: 4 }, /quorum is 4: use an integer from 1 to .* 3/],
  ['a quorum of 0', { quorum: 0 }, /quorum is 0/],
  ['a fractional quorum', { quorum: 1.5 }, /quorum is 1.5/],
  ['a batch size of 0', { maxBatchSize: 0 }, /maxBatchSize is 0/],
  ['a deadline of 0', { deadlineMillis: 0 }, /deadlineMillis is 0/],
  ['a weight of 0', { members: [member('a', { weight: 0 })] }, /weight 0: use a number above 0/],
  ['a weight of NaN', { members: [member('a', { weight: NaN })] }, /weight NaN/],
  ['an unknown input', { members: [member('a', { inputs: { i: { from: 'q' } } })] }, /from "q", .*: use "x"/],
  ['no member inputs', { members: [member('a', { inputs: {} })] }, /"a" has no inputs/],
  [
    'an unknown output',
    { members: [member('a', { outputs: { p: { from: 'y' }, q: { from: 'y' } } })] },
    /"q" is no output of the ensemble: use "p"/,
  ],
  [
    'an output that a member lacks',
    { members: [member('a', { outputs: {} })] },
    /contributes nothing to output "p"/,
  ],
  ['a view of another size', { members: viewing([-1, 5]) }, /cannot view \[-1,2,2\] as \[-1,5\]/],
  ['a view that mixes rows', { members: viewing([4, -1]) }, /cannot view/],
  [
    'an output that cannot be averaged',
    { outputs: [{ ...output, datatype: 'INT64' }] },
    /INT64: strategy mean needs FP32 or FP64/,
  ],
  ['an output without classes', { outputs: [{ ...output, shape: [-1] }] }, /needs \[rows, classes\]/],
  ['a label too few', { outputs: [{ ...output, labels: ['a'] }] }, /1 labels for 2 classes/],
  ['an output twice', { outputs: [output, output] }, /output "p" is declared twice/],
])('names %s and how to mend it', (_, changes, expected) => {
  const errors = validateDefinition(digits({ quorum: 1, ...changes }));
  expect(errors).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
});
