import { nameOf, type ObjectRef } from '@slipway/deploy-plan';
import type { StatusAnswer } from '../api/read-status.ts';

/** A field that somebody else has set to another value. */
export interface FieldConflict {
  readonly object: ObjectRef;
  /** As `.spec.replicas`. */
  readonly field: string;
  /** Who owns it, as the server names them. */
  readonly manager: string;
}

/** The server's causes read as `conflict with "kubectl" using apps/v1 at 2026-…`. */
export const conflictsIn = (
  object: ObjectRef,
  { causes, message }: StatusAnswer,
): readonly FieldConflict[] =>
  causes.length === 0
    ? [{ object, field: '', manager: message }]
    : causes.map((cause) => ({
        object,
        field: cause.field,
        manager: /conflict with "([^"]+)"/.exec(cause.message)?.[1] ?? cause.message,
      }));

export const describeConflict = ({ object, field, manager }: FieldConflict): string =>
  `${nameOf(object)}: ${field || 'a field'} is set by ${manager}: agree with them, or take it over with --force-conflicts`;
