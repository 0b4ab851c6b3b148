import type { Telemetry } from '@slipway/service-telemetry';
import { Counter } from 'prom-client';
import type { KeyCacheObserver } from './key-cache.ts';

/** Counts what becomes of the issuer's keys, and says in the log why they could not be fetched. */
export function observeKeys({
  metrics,
  logger,
}: Pick<Telemetry, 'metrics' | 'logger'>): Required<KeyCacheObserver> {
  const registers = [metrics];
  const refreshes = new Counter({
    name: 'slipway_auth_key_refreshes_total',
    help: 'Fetches of the key set by outcome: while they fail, the keys at hand serve for a day',
    labelNames: ['outcome'],
    registers,
  });
  const unknownKeys = new Counter({
    name: 'slipway_auth_unknown_keys_total',
    help: 'Tokens refused for a key that is not in the key set: a rise is a rotation gone wrong, or somebody guessing',
    registers,
  });
  return {
    onRefresh(outcome) {
      refreshes.inc({ outcome: outcome.ok ? 'ok' : outcome.reason });
      if (outcome.ok) logger.debug({ keys: outcome.keyCount }, 'key set fetched');
      else
        logger.warn({ reason: outcome.reason, failures: outcome.consecutiveFailures }, 'key set not fetched');
    },
    onUnknownKid: () => unknownKeys.inc(),
  };
}
