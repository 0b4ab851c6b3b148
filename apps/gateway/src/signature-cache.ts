import type { TensorMetadata } from '@slipway/inference-protocol';
import type { ModelMetadata, ModelReference } from '@slipway/inference-rest';
import type { Result } from '@slipway/service-problem';

/** A new version may declare other outputs: what is known is asked again after this time. */
const FRESH_MILLIS = 30_000;

interface Known {
  readonly outputs: readonly TensorMetadata[];
  readonly askedAtMillis: number;
}

/** What models declare as outputs, asked of their services once and kept for a while. */
export function createSignatureCache(
  ask: (reference: ModelReference, signal: AbortSignal) => Promise<Result<ModelMetadata>>,
  now: () => number = () => performance.now(),
) {
  const known = new Map<string, Known>();
  return {
    /** Undefined where the service does not say. */
    async of(reference: ModelReference, signal: AbortSignal): Promise<readonly TensorMetadata[] | undefined> {
      const key = `${reference.name}@${reference.version ?? ''}`;
      const found = known.get(key);
      if (found !== undefined && now() - found.askedAtMillis < FRESH_MILLIS) return found.outputs;
      const answer = await ask(reference, signal);
      // Bounded by what is served: a model or version that does not exist never gets here with an answer.
      if (answer.ok) known.set(key, { outputs: answer.value.outputs, askedAtMillis: now() });
      return answer.ok ? answer.value.outputs : found?.outputs;
    },
  };
}
