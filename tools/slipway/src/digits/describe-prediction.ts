import type { MemberPrediction, Prediction } from '../client/prediction.ts';
import { drawDigit } from './draw.ts';

/** A prediction for a person: the digit as it was read, each member's answer, and what they say together. */
export function describePrediction(prediction: Prediction, pixels: readonly number[]): string {
  const { model, combined, members, expected, partial } = prediction;
  const width = Math.max(model.length, ...members.map((member) => member.model.length));
  const verdict =
    expected === null ? '' : combined.label === expected ? ' (right)' : ` (wrong: it is ${expected})`;
  const rows = isEnsemble(prediction) ? members.map((member) => `  ${describeMember(member, width)}`) : [];
  return [
    drawDigit(pixels),
    '',
    ...rows,
    `  ${model.padEnd(width)}  ${combined.label}  ${percent(combined.probabilities, combined.label)}${verdict}`,
    ...(partial ? ['  The answer is partial: a member is missing from it.'] : []),
  ].join('\n');
}

function describeMember(
  { model, label, probabilities, share, durationMillis, error }: MemberPrediction,
  width: number,
) {
  if (label === undefined) return `${model.padEnd(width)}  no answer (${error ?? 'unknown'})`;
  const part = `share ${(share * 100).toFixed(0)} %, ${durationMillis.toFixed(1)} ms`;
  return `${model.padEnd(width)}  ${label}  ${percent(probabilities ?? [], label)}  ${part}`;
}

const isEnsemble = ({ members, model }: Prediction): boolean =>
  members.some((member) => member.model !== model);

const percent = (probabilities: readonly number[], label: string): string =>
  `${((probabilities[Number(label)] ?? 0) * 100).toFixed(2).padStart(6)} %`;
