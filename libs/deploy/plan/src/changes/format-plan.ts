import { nameOf } from '../manifest/manifest.ts';
import type { FieldChange } from './diff-fields.ts';
import type { ActionKind, PlannedAction, ReleasePlan } from './plan-release.ts';

const MARKS: Readonly<Record<ActionKind, string>> = { create: '+', update: '~', unchanged: '=', delete: '-' };

/** Values are cut, so that a certificate or a script does not bury the rest. */
const MAX_VALUE = 120;

/** Of a new object only this is shown; --json has every field. */
const TELLING = /(\.image|^spec\.replicas|^spec\.(min|max)Replicas|^spec\.type|\.nodePort)$/;

/** The plan as a diff for people; what stays as it is is only counted. */
export function formatPlan(plan: ReleasePlan): string {
  const changed = plan.actions.filter(({ kind }) => kind !== 'unchanged');
  return [...changed.flatMap(formatAction), countActions(plan)].join('\n');
}

/** `2 to create, 1 to update, 12 unchanged`. */
export function countActions({ actions }: ReleasePlan): string {
  const count = (kind: ActionKind) => actions.filter((action) => action.kind === kind).length;
  const parts = (['create', 'update', 'delete'] as const).flatMap((kind) =>
    count(kind) > 0 ? [`${count(kind)} to ${kind}`] : [],
  );
  const unchanged = count('unchanged') > 0 ? [`${count('unchanged')} unchanged`] : [];
  return [...(parts.length > 0 ? parts : ['nothing to do']), ...unchanged].join(', ');
}

function formatAction({ kind, object, changes }: PlannedAction): string[] {
  const shown = kind === 'create' ? changes.filter(({ path }) => TELLING.test(path)) : changes;
  return [`${MARKS[kind]} ${nameOf(object)}`, ...shown.map((change) => `    ${formatChange(change)}`)];
}

function formatChange(change: FieldChange): string {
  const { path } = change;
  if (!('before' in change)) return `+ ${path}: ${formatValue(change.after)}`;
  if (!('after' in change)) return `- ${path}: ${formatValue(change.before)}`;
  return `~ ${path}: ${formatValue(change.before)} → ${formatValue(change.after)}`;
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' && !value.includes('\n') ? value : JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}… (${text.length} characters)` : text;
}
