import type { TensorMetadata } from '@slipway/inference-protocol';
import type { ModelMetadata, ModelReference } from '@slipway/inference-rest';
import type { Result } from '@slipway/service-problem';

/** A new version may declare other outputs: what is known is asked again after this time. */
const FRESH_MILLIS = 30_000;

/** How long a service that did not say is left alone, so that not every call waits for it. */
const COOL_DOWN_MILLIS = 1_000;

interface Entry {
  outputs: readonly TensorMetadata[] | undefined;
  askAgainAtMillis: number;
  asking: Promise<void> | undefined;
}

/** What models declare as outputs, asked of their services once for all who want to know, and kept for a while. */
export function createSignatureCache(
  ask: (reference: ModelReference) => Promise<Result<ModelMetadata>>,
  now: () => number = () => performance.now(),
) {
  // Bounded by what is served: nobody asks about a model or version before it has answered an inference.
  const entries = new Map<string, Entry>();

  async function refresh(entry: Entry, reference: ModelReference): Promise<void> {
    const answer = await ask(reference);
    if (answer.ok) entry.outputs = answer.value.outputs;
    entry.askAgainAtMillis = now() + (answer.ok ? FRESH_MILLIS : COOL_DOWN_MILLIS);
  }

  return {
    /** Undefined where the service has never said. The signal ends this caller's waiting only. */
    async of(reference: ModelReference, signal: AbortSignal): Promise<readonly TensorMetadata[] | undefined> {
      const key = `${reference.name}@${reference.version ?? ''}`;
      const entry = entries.get(key) ?? {
        outputs: undefined,
        askAgainAtMillis: -Infinity,
        asking: undefined,
      };
      entries.set(key, entry);
      if (now() >= entry.askAgainAtMillis) {
        entry.asking ??= refresh(entry, reference).finally(() => (entry.asking = undefined));
        await endsWith(entry.asking, signal);
      }
      return entry.outputs;
    },
  };
}

/** Waits for what is shared, or until this caller's time is over. */
async function endsWith(shared: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const left = Promise.withResolvers<void>();
  const leave = () => left.resolve();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([shared, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
