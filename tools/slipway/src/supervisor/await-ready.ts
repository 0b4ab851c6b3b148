import type { Clock } from '../clock.ts';

const POLL_MILLIS = 100;
const PROBE_TIMEOUT_MILLIS = 2_000;

export type Readiness = 'ready' | 'exited' | 'timeout' | 'interrupted';

export interface AwaitReadyOptions {
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  readonly exited: Promise<unknown>;
  readonly timeoutMillis: number;
  readonly interrupted: AbortSignal;
  readonly clock: Clock;
}

/** Asks a service whether it is ready until it is, has ended, is out of time, or nobody wants to know any more. */
export async function awaitReady(options: AwaitReadyOptions): Promise<Readiness> {
  const { probe, exited, timeoutMillis, interrupted, clock } = options;
  const ended = new AbortController();
  void exited.then(() => ended.abort());
  const enough = AbortSignal.any([ended.signal, interrupted]);
  const end = clock.now() + timeoutMillis;
  while (!enough.aborted) {
    if (await probe(enough).catch(() => false)) return 'ready';
    if (clock.now() >= end) return 'timeout';
    await clock.sleep(POLL_MILLIS, enough);
  }
  return interrupted.aborted ? 'interrupted' : 'exited';
}

/** Whether a probe's path answers 200. */
export const httpProbe =
  (url: string) =>
  async (signal: AbortSignal): Promise<boolean> => {
    const limit = AbortSignal.timeout(PROBE_TIMEOUT_MILLIS);
    const response = await fetch(url, { signal: AbortSignal.any([signal, limit]), redirect: 'manual' });
    await response.body?.cancel();
    return response.status === 200;
  };
