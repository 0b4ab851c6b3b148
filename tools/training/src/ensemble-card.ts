import type { CrossValidation } from './cross-validate.ts';
import type { EnsembleMetrics } from './evaluate.ts';
import type { Evaluation } from './evaluation-log.ts';
import { generatedLine, percent, percentInterval, probability, table } from './markdown.ts';

/** The card of the ensemble `digits` as Markdown. */
export function ensembleCard(metrics: EnsembleMetrics, crossValidation: CrossValidation): string {
  const { heldOut, repeatedSplits: repeated } = metrics;
  const { above, equal, below } = repeated.combinedAgainstBetterMember;
  const scores = { ...heldOut.members, combined: heldOut.combined };
  const repetitions = Object.values(crossValidation.wrong)[0]?.length;
  return `${generatedLine}

# Ensemble digits

Combines \`digits-cnn\` and \`digits-mlp\` by the mean of their probabilities, with equal weights. The label is the class with the highest mean, of equals the first.

## Accuracy on the held-out scans

Computed from the committed files, in look ${metrics.evaluations.length} of the evaluation log below, so not an untouched test: \`digits-cnn\` by ${metrics.computedBy['digits-cnn']}; \`digits-mlp\` by ${metrics.computedBy['digits-mlp']}; the combination is the ${metrics.computedBy.combination}.

${table(
  ['', 'scans', 'correct', 'accuracy', '95 % interval (Wilson)'],
  Object.entries(scores).map(([name, { count, correct, accuracy, interval95 }]) => [
    name,
    count,
    correct,
    percent(accuracy),
    percentInterval(interval95),
  ]),
)}

${verdict(metrics)}

What the combination changes in each member's answers:

${table(
  ['member', 'wrong to right', 'right to wrong', 'exact McNemar p, two-sided'],
  Object.entries(heldOut.paired).map(([name, { wrongToRight, rightToWrong, mcnemarExactP }]) => [
    name,
    wrongToRight,
    rightToWrong,
    probability(mcnemarExactP),
  ]),
)}

## Evaluation log

Every pair of models that was committed and measured on the held-out scans:

${table(
  ['look', 'models trained on', 'digits-cnn', 'digits-mlp', 'combined', 'of'],
  metrics.evaluations.map(({ look, trainedOn, correct, count }) => [
    look,
    trainedWords(trainedOn),
    correct['digits-cnn'],
    correct['digits-mlp'],
    correct.combined,
    count,
  ]),
)}

- Look 1 was meant to be the only one. Its combination was equal to \`digits-cnn\`, not above it.
- After that, and knowing it, one step was added: the recipe fixed before look 1 (architectures, epochs, changes of scans, seed, mean) was fitted once more, to train and validation rows together. That is customary, but here it was decided on with look 1 known, and look 2 measured it on the same scans. Nothing else was changed: no other seed or recipe was tried.
- That there would be no third try was settled before look 2. The pair of look 2 is the committed one whatever came out: going back to an earlier pair would be a choice by the held-out scans.

## Is the gain luck?

One split of ${heldOut.count} scans can flatter a combination or hide its gain. So the whole recipe, with the fit to all rows that are not held out, was done over on ${repeated.splits} other stratified splits of the same shares, both models trained anew on each with another seed:

${table(
  ['', 'mean accuracy', '95 % interval of the mean'],
  Object.entries(repeated.accuracy).map(([name, { mean, interval95 }]) => [
    name,
    percent(mean),
    percentInterval(interval95),
  ]),
)}

${table(
  ['gain of the combination', 'mean, percentage points', '95 % interval of the mean'],
  Object.entries(repeated.gain).map(([name, { mean, interval95 }]) => [
    name,
    (100 * mean).toFixed(2),
    interval95.map((bound) => (100 * bound).toFixed(2)).join(' to '),
  ]),
)}

Of the ${repeated.splits} splits the combination was above the better member in ${above}, equal to it in ${equal}, below it in ${below}. The splits share rows, so the intervals (Student's t) are narrower than those of independent samples would be. Rows held out for the committed models take part in these trainings.

This study, too, was done for each look, on the same splits and seeds. Gain over the better member:

${table(
  [
    'look',
    'trained on, of each split',
    'mean, percentage points',
    '95 % interval of the mean',
    'splits above, equal, below',
  ],
  metrics.evaluations.map(({ look, trainedOn, repeatedSplits: study }) => [
    look,
    trainedWords(trainedOn),
    (100 * study.gainOverBetterMember.mean).toFixed(2),
    study.gainOverBetterMember.interval95.map((bound) => (100 * bound).toFixed(2)).join(' to '),
    Object.values(study.combinedAgainstBetterMember).join(', '),
  ]),
)}

## Why the mean

Chosen by ${crossValidation.folds}-fold cross-validation, ${repetitions} times, within the ${crossValidation.rows} rows that are not held out. The rule, set before: the plain mean, unless another strategy is clearly better. Wrong answers of ${crossValidation.rows}, each row answered by models that had not seen it:

${table(
  ['', 'in each repetition', 'mean'],
  Object.entries(crossValidation.wrong).map(([name, wrong]) => [
    name,
    wrong.join(', '),
    (wrong.reduce((sum, count) => sum + count, 0) / wrong.length).toFixed(1),
  ]),
)}

A majority vote of two members decides nothing when they differ, so it was not a candidate. The members were chosen for like accuracy and different errors; a larger convolutional net reached the accuracy of this ensemble alone (see \`tools/training/README.md\`). The ensemble is here to show how two models are combined and what that gains on the average of many splits, not the best reader of digits.

## Limits

Those of its members: the same writers in every part, digits only, probabilities not calibrated. See their cards.
`;
}

/** Says in words how the combination stands to each member on the held-out scans. */
function verdict({ heldOut }: EnsembleMetrics): string {
  const standings = Object.entries(heldOut.members).map(([name, { correct }]) => {
    const difference = heldOut.combined.correct - correct;
    const standing = difference > 0 ? 'above' : difference < 0 ? 'below' : 'equal to';
    return { above: difference > 0, words: `${standing} \`${name}\`` };
  });
  const words = `Here the combination is ${standings.map((standing) => standing.words).join(' and ')}.`;
  if (standings.every((standing) => standing.above)) return words;
  return `**${words}** On this split combining does not pay: the better member alone does no worse. That is left as it came out.`;
}

function trainedWords({ parts, rows }: Evaluation['trainedOn']): string {
  return `${parts.join(' and ')}, ${rows} scans`;
}
