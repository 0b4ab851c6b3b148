/** What `main.ts` is told by its environment. */
export interface LoadSettings {
  readonly url: string;
  readonly model: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  readonly clientId: string;
  readonly secretsDir: string;
}

export type SettingsOutcome =
  | { readonly ok: true; readonly settings: LoadSettings }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads the settings; every load ends by itself, so rate and time have upper limits. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): SettingsOutcome {
  const errors: string[] = [];
  const number = (name: string, { usual, min, max }: { usual: number; min: number; max: number }) => {
    const text = env[name] || String(usual);
    const value = Number(text);
    if (!(value >= min && value <= max))
      errors.push(`${name}: expected a number from ${min} to ${max}, got "${text}"`);
    return value;
  };
  const url = env.LOAD_URL || 'http://127.0.0.1:8080';
  if (!URL.canParse(url)) errors.push(`LOAD_URL: expected an http URL, got "${url}"`);
  const settings = {
    url: url.replace(/\/$/, ''),
    model: env.LOAD_MODEL || 'digits',
    requestsPerSecond: number('LOAD_RATE', { usual: 20, min: 0.1, max: 1_000 }),
    seconds: number('LOAD_SECONDS', { usual: 60, min: 1, max: 3_600 }),
    clientId: env.LOAD_CLIENT || 'demo',
    secretsDir: env.LOAD_SECRETS_DIR || '/run/slipway/secrets',
  };
  return errors.length > 0 ? { ok: false, errors } : { ok: true, settings };
}
