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
  const candidates = Object.entries(crossValidation.wrong)
    .map(([name, count]) => `${count} (${facts.recipes[name]}${name === metrics.recipe ? ', chosen' : ''})`)
    .join(', ');
  const wrong = heldOut.confusions.map(({ expected, predicted, count }) => [expected, predicted, count]);
  return `${generatedLine}

# ${facts.name}, version ${metrics.version}

${facts.summary} ${facts.contract}

## Intended use

An example for Slipway: it reads one handwritten digit from an 8x8 scan prepared as those of the data set, alone or as a member of the ensemble \`digits\`. Not for documents, addresses, payments or any decision about people.

## Data

1,797 real scans, the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak; UCI; CC BY 4.0), as bundled in scikit-learn. The split is fixed, stratified by digit and by order of collection, without a random draw: of each digit the first 48 % to train on (862), the next 12 % for validation (216), the last 40 % held out (719). On the data, see \`data/digits/README.md\`; on what was settled before this split was used, \`data/digits/protocol.md\`.

## Architecture

${facts.architecture}

## Training

${facts.training}

Architecture and recipe were chosen, together with the other member and the strategy of the ensemble, by ${crossValidation.folds}-fold cross-validation in contiguous blocks within the ${crossValidation.rows} train and validation rows. Wrong answers of the candidates for this member, alone: ${candidates}. Then the fixed recipe was fitted once to all ${metrics.trainedOn.rows} of them: those are the committed weights. So there is no accuracy on validation rows to state; they were trained on. The whole table is in \`apps/gateway/ensembles/digits.card.md\`.

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

Every look at held-out scans so far:

${table(
  ['look', 'split', 'trained on', 'correct'],
  evaluations.map(({ look, split, trainedOn, count, correct }) => [
    look,
    split,
    `${trainedOn.parts.join(' and ')}, ${trainedOn.rows} scans`,
    `${correct[facts.name]} of ${count}`,
  ]),
)}

Looks 3 and 4 are at the same scans, and look 4 was prompted by look 3. Of these rows, 288 were held out in looks 1 and 2, too, and 431 were development rows then. \`apps/gateway/ensembles/digits.card.md\` tells how it came to each look, in its evaluation log.

Held out, by digit:

${table(['digit', 'scans', 'correct', 'accuracy'], rows)}

Held out, every confusion:

${table(['written', 'read', 'times'], wrong)}

## Limits

- Only 13 writers. Held-out rows are largely of other writers than those trained on; that is inferred from the order of the rows, which name no writer. Handwriting of another time or country, and other scanners, were not measured.
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
