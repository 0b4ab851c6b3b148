/** Why a step did not succeed; a command gives each kind an exit code of its own. */
export interface Failure {
  readonly kind:
    /** A tool, the engine or a registry cannot be had. */
    | 'unavailable'
    /** Something is there and must not be used: unsigned, changed, vulnerable. */
    | 'refused'
    /** A scan had nothing to compare with, so it says nothing about safety. */
    | 'no-database'
    /** A file or a setting is not of its form. */
    | 'invalid'
    | 'aborted'
    | 'failed';
  /** Lines, each with what is wrong and how to mend it. */
  readonly messages: readonly string[];
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const succeed = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const failWith = (
  kind: Failure['kind'],
  ...messages: readonly string[]
): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure: { kind, messages } });
