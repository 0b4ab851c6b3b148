import { isIP } from 'node:net';
import { ok } from '@slipway/service-problem';
import type { Telemetry } from '@slipway/service-telemetry';
import type { Request, RequestHandler } from 'express';
import { authenticate, authorize } from './express.ts';
import { observeKeys } from './keys/observe-keys.ts';
import { anonymous } from './principal.ts';
import { audienceOf, type VerifierConfig } from './settings.ts';
import { createVerifier, type Verifier, type VerifierOptions } from './verifier.ts';

/** Everything that a service needs to admit its callers. */
export interface AuthGuard extends Pick<Verifier, 'verify' | 'ready' | 'start' | 'stop'> {
  readonly authenticate: RequestHandler;
  authorize(scopesFor: (req: Request) => readonly string[]): RequestHandler;
}

export type AuthGuardResult =
  | { readonly ok: true; readonly guard: AuthGuard }
  | { readonly ok: false; readonly errors: readonly string[] };

export interface AuthGuardOptions extends Pick<VerifierOptions, 'clock' | 'fetch' | 'keyCache'> {
  /** Where the service listens: authentication may be off on a loopback host only. */
  readonly host: string;
  /** Name of the service: its audience unless one is configured. */
  readonly service: string;
  /** Where fetches of keys and tokens of unknown keys are counted. */
  readonly telemetry: Pick<Telemetry, 'metrics' | 'logger'>;
}

/** Makes the guard of a service from its settings; each error is one line that names the fix. */
export function createAuthGuard(config: VerifierConfig, options: AuthGuardOptions): AuthGuardResult {
  const { host, service, telemetry, ...rest } = options;
  if (config.auth === 'off') {
    if (isLoopback(host)) return { ok: true, guard: asGuard(openVerifier) };
    return {
      ok: false,
      errors: [`SLIPWAY_AUTH=off is refused on ${host}: listen on 127.0.0.1, or set SLIPWAY_AUTH=on`],
    };
  }
  const { issuer, jwksUrl, audience = audienceOf(service), clockToleranceSeconds } = config;
  if (issuer && jwksUrl) {
    const observer = observeKeys(telemetry);
    const verifier = createVerifier({ ...rest, issuer, jwksUrl, audience, clockToleranceSeconds, observer });
    return { ok: true, guard: asGuard(verifier) };
  }
  const missing = Object.entries({ SLIPWAY_ISSUER: issuer, SLIPWAY_JWKS_URL: jwksUrl }).filter(
    ([, value]) => !value,
  );
  return {
    ok: false,
    errors: missing.map(([name]) => `${name} is missing: set it, since SLIPWAY_AUTH is on`),
  };
}

const openVerifier: Verifier = {
  verify: async () => ok(anonymous),
  forget: () => undefined,
  ready: () => true,
  start: async () => undefined,
  stop: () => undefined,
};

const asGuard = (verifier: Verifier): AuthGuard => ({
  verify: verifier.verify,
  ready: verifier.ready,
  start: verifier.start,
  stop: verifier.stop,
  authenticate: authenticate(verifier),
  authorize,
});

export function isLoopback(host: string): boolean {
  const bare = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
