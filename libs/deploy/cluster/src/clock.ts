import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-error.ts';

/** How every wait ends that somebody has stopped. */
export const stopped = (cause?: unknown): ClusterError =>
  new ClusterError('aborted', 'Stopped: run it again to go on', cause);

/** Time as waits and leases see it; a test brings its own. */
export interface Clock {
  /** Wall clock, for what is compared with the times of the cluster. */
  now(): number;
  /** Monotonic, for how long something takes. */
  elapsed(): number;
  /** Rejects with a ClusterError of kind `aborted` when it is stopped. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async sleep(millis, signal) {
    try {
      await sleep(millis, undefined, { signal });
    } catch (error) {
      throw stopped(error);
    }
  },
};
