import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { RequestScope } from '@slipway/inference-rest';

/** How long the gateway waits for what it asks on its own account. */
const TIMEOUT_MILLIS = 2_000;

/** The scope of a question that no request is waiting for, or that several share. */
export function ownQuestion(): RequestScope {
  const endsAt = performance.now() + TIMEOUT_MILLIS;
  return {
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    remainingMillis: () => Math.max(0, endsAt - performance.now()),
    trace: ROOT_CONTEXT,
    requestId: randomUUID(),
  };
}
