import type { z } from 'zod';

/** One setting: where it is read, what it may be, and what a reader of the reference must know. */
export interface Setting<T = unknown> {
  /** Environment variable. */
  readonly env: string;
  /** Parses the variable's text. */
  readonly schema: z.ZodType<T>;
  /** Used where the variable is absent or empty; without one the setting is required. */
  readonly default?: T;
  readonly unit?: string;
  readonly doc: string;
}

export type Settings = Readonly<Record<string, Setting>>;
export type ConfigOf<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

export type ConfigResult<S extends Settings> =
  | { readonly ok: true; readonly config: ConfigOf<S> }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Keeps each setting's value type while letting a whole table be written as one literal. */
export const setting = <T>(value: Setting<T>): Setting<T> => value;

/** Reads all settings from an environment; reports every wrong one, each as one line that names the fix. */
export function readConfig<S extends Settings>(
  settings: S,
  env: Readonly<Record<string, string | undefined>>,
): ConfigResult<S> {
  const config: Record<string, unknown> = {};
  const errors: string[] = [];
  for (const [key, { env: name, schema, default: fallback, doc }] of Object.entries(settings)) {
    const text = env[name];
    if (text === undefined || text === '') {
      if (fallback === undefined && !schema.safeParse(undefined).success)
        errors.push(`${name} is missing: set it (${doc})`);
      config[key] = fallback;
      continue;
    }
    const parsed = schema.safeParse(text);
    if (parsed.success) config[key] = parsed.data;
    else
      errors.push(
        `${name}: ${parsed.error.issues[0]?.message ?? 'invalid'}, got "${text.slice(0, 80)}" (${doc})`,
      );
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, config: config as ConfigOf<S> };
}
