import { fieldOf, listOf, textOf } from '@slipway/deploy-plan';

type Labels = Readonly<Record<string, string>>;

/** Whether a label selector takes these labels; an empty one takes all, an absent one none. */
export function selects(selector: unknown, labels: Labels): boolean {
  if (selector === undefined) return false;
  const wanted = Object.entries((fieldOf(selector, 'matchLabels') ?? {}) as Labels);
  return (
    wanted.every(([label, value]) => labels[label] === value) &&
    listOf(selector, 'matchExpressions').every((expression) => holds(expression, labels))
  );
}

function holds(expression: unknown, labels: Labels): boolean {
  const value = labels[textOf(expression, 'key') ?? ''];
  const values = listOf(expression, 'values');
  switch (textOf(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
