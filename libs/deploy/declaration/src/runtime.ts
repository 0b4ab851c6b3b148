import type { ServiceDeclaration } from './service.ts';

/** Half of the memory is for what JavaScript allocates, half for buffers, tensors and native code. */
const HEAP_SHARE = 0.5;
/** Beyond the drain itself: readiness off, load balancers learn, telemetry is flushed. */
const STOP_MARGIN_SECONDS = 5;

/** Limit of JavaScript's heap in MiB, which must not be detected: Node sees the machine and not the quota. */
export const heapMiBOf = ({ limits }: ServiceDeclaration): number =>
  Math.floor(limits.memoryMiB * HEAP_SHARE);

/** Time from the request to stop until a service has ended by itself, in seconds. */
export const stopSecondsOf = ({ drainSeconds }: ServiceDeclaration): number =>
  drainSeconds + STOP_MARGIN_SECONDS;
