import type { MemberMetrics } from './evaluate.ts';
import type { Evaluation } from './evaluation-log.ts';
import { generatedLine, percent, percentInterval, table } from './markdown.ts';
import type { ModelFacts } from './model-facts.ts';
import type { VersionDigests } from './model-manifest.ts';

/** The model card as Markdown. */
export function modelCard(
  facts: ModelFacts,
  metrics: MemberMetrics,
  digests: VersionDigests,
  evaluations: readonly Evaluation[],
): string {
  const { heldOut, crossValidation, retrainingTolerance } = metrics;
  const rows = heldOut.perClass.map(({ label, count, correct, accuracy }) => [
    label,
    count,
    correct,
    percent(accuracy),
  ]);
  const wrong = heldOut.confusions.map(({ expected, predicted, count }) => [expected, predicted, count]);
  return `${generatedLine}

# ${facts.name}, version ${metrics.version}

${facts.summary} ${facts.contract}

## Intended use

An example for Slipway: it reads one handwritten digit from an 8x8 scan prepared as those of the data set, alone or as a member of the ensemble \`digits\`. Not for documents, addresses, payments or any decision about people.

## Data

1,797 real scans, the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak; UCI; CC BY 4.0), as bundled in scikit-learn. The split is fixed and stratified by digit: 862 to train on, 216 for validation, 719 held out. Held-out rows served no choice of architecture, recipe, seed or strategy, but they were answered more than once: see Accuracy. On the data, see \`data/digits/README.md\`.

## Architecture

${facts.architecture}

## Training

${facts.training}

Architecture and recipe were chosen by ${crossValidation.folds}-fold cross-validation within the ${crossValidation.rows} train and validation rows: wrong answers ${crossValidation.wrong.join(', ')}, one number a repetition, each row answered by a model that had not seen it. Then the fixed recipe was fitted once to all ${metrics.trainedOn.rows} of them: those are the committed weights. So there is no accuracy on validation rows to state; they were trained on. What was tried is listed in \`tools/training/README.md\`.

## Accuracy

Computed from the committed files by ${metrics.computedBy}.

${table(
  ['part', 'scans', 'correct', 'accuracy', '95 % interval (Wilson)'],
  [
    [
      'held out',
      heldOut.count,
      heldOut.correct,
      percent(heldOut.accuracy),
      percentInterval(heldOut.interval95),
    ],
  ],
)}

This is not the first look at the held-out scans:

${table(
  ['look', 'trained on', 'correct'],
  evaluations.map(({ look, trainedOn, count, correct }) => [
    look,
    `${trainedOn.parts.join(' and ')}, ${trainedOn.rows} scans`,
    `${correct[facts.name]} of ${count}`,
  ]),
)}

The fit to more rows was decided on after look 1 was known; \`apps/gateway/ensembles/digits.card.md\` tells how, in its evaluation log.

Held out, by digit:

${table(['digit', 'scans', 'correct', 'accuracy'], rows)}

Held out, every confusion:

${table(['written', 'read', 'times'], wrong)}

## Limits

- The same 13 writers are in every part of the split: expect strangers' handwriting to be read less well; by how much was not measured.
- It knows only digits, and answers with one for any input: an empty scan, a letter or noise gets a digit too, sometimes with a high probability.
- Probabilities are not calibrated. Scans must be centred, upright and dark on white, in the data set's range of 0 to 16.

## Rebuild

\`node tools/training/src/main.ts ${facts.command}\` trains it again; the same machine gives the same bytes. Another processor or library version may round otherwise: a retrained model counts as the same when its accuracy on the held-out scans lies within ${retrainingTolerance} of the above. \`npm run test:training\` retrains and checks that, and says whether the bytes are the same.

## Files and licence

Version digest \`${digests.digest}\`.

${table(
  ['file', 'SHA-256'],
  Object.entries(digests.files).map(([name, hash]) => [name, hash.replace('sha256:', '')]),
)}

Weights: Apache-2.0. Data: CC BY 4.0, attribution as above.
`;
}
