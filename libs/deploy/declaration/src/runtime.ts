import type { ServiceDeclaration } from './service.ts';

/** Half of the memory is for what JavaScript allocates, half for buffers, tensors and native code. */
const HEAP_SHARE = 0.5;
/** Beyond the drain itself: readiness off, load balancers learn, telemetry is flushed. */
const STOP_MARGIN_SECONDS = 5;

/** Bodies under way are outside the heap, and are held more than once while they are decoded. */
const BODIES_SHARE = 0.25;
const MIB = 1024 * 1024;

/**
 * What a service in a container is told of its memory, which must not be detected: Node sees the machine and not the
 * quota. So requests are shed before the kernel ends the process.
 */
export const memorySettingsOf = ({ limits }: ServiceDeclaration): Record<string, string> => ({
  NODE_OPTIONS: `--max-old-space-size=${Math.floor(limits.memoryMiB * HEAP_SHARE)}`,
  SLIPWAY_MAX_BYTES_IN_FLIGHT: String(Math.floor(limits.memoryMiB * BODIES_SHARE) * MIB),
});

/** Time from the request to stop until a service has ended by itself, in seconds. */
export const stopSecondsOf = ({ drainSeconds }: ServiceDeclaration): number =>
  drainSeconds + STOP_MARGIN_SECONDS;
