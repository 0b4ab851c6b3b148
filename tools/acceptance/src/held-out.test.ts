import { infer, labels, untilWhole } from './call.ts';
import type { Stack } from './substrate/substrate.ts';
import { START_MILLIS, substrate } from './suite.ts';
import { readWorkspaceFile } from './workspace.ts';

const ROWS_PER_REQUEST = 128;

interface Measured {
  readonly count: number;
  readonly correct: number;
}

interface EnsembleMetrics {
  readonly heldOut: {
    readonly members: Readonly<Record<string, Measured>>;
    readonly combined: Measured;
    readonly paired: Readonly<
      Record<string, { readonly wrongToRight: number; readonly rightToWrong: number }>
    >;
  };
}

const readJson = <T>(path: string): T => JSON.parse(readWorkspaceFile(path)) as T;

/** Columns: index, label, 64 pixels. */
const heldOut = readWorkspaceFile('data/digits/held-out.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number))
  .map(([, label, ...pixels]) => ({ label: label!, pixels }));

const measured = readJson<EnsembleMetrics>('data/digits/ensemble-metrics.json').heldOut;
const MEMBERS = ['digits-cnn', 'digits-mlp'] as const;

let stack: Stack;
/** For each model, whether each scan of the held-out set was read rightly. */
const right = new Map<string, boolean[]>();

const correct = (model: string) => right.get(model)!.filter(Boolean).length;

/** The ensemble, and with it each member, in the same answers. */
async function readBatch(from: number): Promise<void> {
  const batch = heldOut.slice(from, from + ROWS_PER_REQUEST);
  const reply = await infer(stack, {
    images: batch.map(({ pixels }) => pixels),
    members: { parameters: { members: true } },
  });
  if (reply.status !== 200 || reply.json.parameters.partial)
    throw new Error(`rows from ${from}: ${reply.text.slice(0, 300)}`);
  ['digits', ...MEMBERS].forEach((model, output) => {
    const found = labels(reply, output).map((label, row) => label === batch[row]!.label);
    right.set(model, [...(right.get(model) ?? []), ...found]);
  });
}

beforeAll(async () => {
  stack = await substrate.start();
  await untilWhole(stack);
  for (let from = 0; from < heldOut.length; from += ROWS_PER_REQUEST) await readBatch(from);
}, START_MILLIS);
afterAll(() => stack?.stop(), START_MILLIS);

describe('the held-out set through the running system', () => {
  it.each([
    ['digits-cnn', 'apps/digits-onnx/models/digits-cnn/metrics.json'],
    ['digits-mlp', 'apps/digits-tfjs/models/digits-mlp/metrics.json'],
  ])('is read by %s as its card says', (model, file) => {
    const { count, correct: stated } = readJson<{ heldOut: Measured }>(file).heldOut;
    expect({ count: heldOut.length, correct: correct(model) }).toEqual({ count, correct: stated });
    expect(measured.members[model]).toMatchObject({ count, correct: stated });
  });

  it('is read by the combination as its card says', () => {
    const { count, correct: stated } = measured.combined;
    expect({ count: heldOut.length, correct: correct('digits') }).toEqual({ count, correct: stated });
  });

  it.each(MEMBERS)('turns as many answers of %s as its card says', (model) => {
    const combined = right.get('digits')!;
    const alone = right.get(model)!;
    const wrongToRight = combined.filter((is, row) => is && !alone[row]).length;
    const rightToWrong = combined.filter((is, row) => !is && alone[row]).length;
    expect({ wrongToRight, rightToWrong }).toMatchObject({
      wrongToRight: measured.paired[model]!.wrongToRight,
      rightToWrong: measured.paired[model]!.rightToWrong,
    });
  });

  // Whether the combination is above its members is for the card to say, as it came out: see ADR 14.
  it('has a card that tells the combination apart from its members as these answers do', () => {
    const card = readWorkspaceFile('apps/gateway/ensembles/digits.card.md');
    for (const model of MEMBERS) {
      const word = ['below', 'equal to', 'above'][Math.sign(correct('digits') - correct(model)) + 1]!;
      expect(card).toMatch(new RegExp(`combination is [^.]*${word} [^.]*\\b${model}\\b`));
    }
  });
});
