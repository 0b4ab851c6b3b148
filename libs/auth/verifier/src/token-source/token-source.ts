import { fail, ok, type Result } from '@slipway/service-problem';
import { backoffMillis, DEFAULT_BACKOFF, type Backoff } from '../backoff.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Fetch } from '../fetch-json.ts';
import { requestToken, type RenewalFailure, type TokenAnswer } from './request-token.ts';

export type { RenewalFailure } from './request-token.ts';

export type RenewalOutcome =
  | { readonly ok: true; readonly lifetimeSeconds: number }
  | { readonly ok: false; readonly reason: RenewalFailure; readonly consecutiveFailures: number };

export interface TokenSourceOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** A function is asked at every renewal, so that a changed secret file is picked up. */
  readonly clientSecret: string | (() => string | Promise<string>);
  /** The audience that the token is for (RFC 8707); the issuer's default if absent. */
  readonly resource?: string;
  /** Scopes, separated by spaces; all of the client's if absent. */
  readonly scope?: string;
  /** Default 2,000. */
  readonly timeoutMillis?: number;
  readonly failureBackoff?: Backoff;
  /** For counters and log lines; never sees a token. */
  readonly onRenewal?: (outcome: RenewalOutcome) => void;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface TokenSource {
  /** An access token that is still valid. Problem: `unavailable`. The signal ends this caller's waiting only. */
  token(signal?: AbortSignal): Promise<Result<string>>;
  /** Drops the token, after a service refused it: the next call asks for another. */
  forget(): void;
}

interface HeldToken {
  readonly token: string;
  /** Both by the monotonic clock, counted from before the request was sent. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** A token is not handed out for the last part of its life: it has to arrive, too. */
const usableMillis = (lifetimeMillis: number) => lifetimeMillis - Math.min(10_000, lifetimeMillis * 0.1);

/**
 * Keeps an access token of a client of ours (client credentials).
 *
 * Renews between 70 % and 85 % of the lifetime in the background, one request at a time; while auth is down the
 * token in hand serves to its end.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { clock = systemClock, random = Math.random, failureBackoff = DEFAULT_BACKOFF } = options;
  let held: HeldToken | undefined;
  let failures = 0;
  let quietUntil = -Infinity;
  let inFlight: Promise<void> | undefined;

  const valid = () => (held && clock.elapsed() < held.expiresAt ? held.token : undefined);

  function accept(answer: TokenAnswer, askedAt: number): void {
    if (answer.ok) {
      const usable = usableMillis(answer.lifetimeMillis);
      const renewAt = askedAt + usable * (0.7 + random() * 0.15);
      held = { token: answer.token, renewAt, expiresAt: askedAt + usable };
      failures = 0;
      options.onRenewal?.({ ok: true, lifetimeSeconds: answer.lifetimeMillis / 1000 });
      return;
    }
    failures += 1;
    quietUntil = clock.elapsed() + backoffMillis(failureBackoff, failures, random);
    options.onRenewal?.({ ok: false, reason: answer.reason, consecutiveFailures: failures });
  }

  async function renew(): Promise<void> {
    const askedAt = clock.elapsed();
    const answer = await ask(options);
    inFlight = undefined;
    accept(answer, askedAt);
  }

  function startRenewal(): Promise<void> | undefined {
    if (!inFlight && clock.elapsed() >= quietUntil) inFlight = renew();
    return inFlight;
  }

  return {
    async token(signal) {
      if (held && clock.elapsed() < held.renewAt) return ok(held.token);
      const renewal = startRenewal();
      if (!valid() && renewal) await endsWith(renewal, signal);
      const token = valid();
      if (token) return ok(token);
      const retryAfterSeconds = Math.max(1, Math.ceil((quietUntil - clock.elapsed()) / 1000));
      return fail('unavailable', 'The token service cannot be reached.', { retryAfterSeconds });
    },
    forget() {
      held = undefined;
    },
  };
}

async function ask(options: TokenSourceOptions): Promise<TokenAnswer> {
  const { clientSecret, fetch = globalThis.fetch, timeoutMillis = 2_000 } = options;
  let secret: string;
  try {
    secret = typeof clientSecret === 'string' ? clientSecret : await clientSecret();
  } catch {
    return { ok: false, reason: 'no-secret' };
  }
  return requestToken(fetch, { ...options, clientSecret: secret, timeoutMillis });
}

/** Waits for the shared renewal, or until this caller gives up. */
async function endsWith(renewal: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return renewal;
  if (signal.aborted) return;
  const left = Promise.withResolvers<void>();
  const leave = () => left.resolve();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([renewal, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
