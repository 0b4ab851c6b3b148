/** One thing that a machine has or lacks. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Without it `slipway up` does not work. */
  readonly required: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do where it is not ok. */
  readonly fix?: string;
}

export const check = (
  name: string,
  ok: boolean,
  {
    found,
    fix,
    required = true,
  }: { readonly found: string; readonly fix: string; readonly required?: boolean },
): Check => ({ name, ok, required, found, ...(!ok && { fix }) });
