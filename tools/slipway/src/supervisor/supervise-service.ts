import type { Clock } from '../clock.ts';
import type { ServiceState } from '../run-state/run-file.ts';
import { awaitReady } from './await-ready.ts';
import { backoffMillis } from './backoff.ts';
import type { ServiceEvent } from './service-event.ts';
import type { Exit, ServiceProcess } from './service-process.ts';

/** So long must a service have been ready for its earlier crashes to be forgotten. */
const HEALTHY_MILLIS = 30_000;
/** What a stop may take beyond draining: the delay before it, flushing, and a busy machine. */
const STOP_GRACE_MILLIS = 5_000;
/** Exit codes of sysexits.h: a wrong configuration stays wrong; something taken may become free, but not for ever. */
const CONFIG = 78;
const UNAVAILABLE = 69;
const MAX_UNAVAILABLE = 5;

export interface SuperviseOptions {
  readonly name: string;
  readonly launch: () => ServiceProcess;
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  readonly startupSeconds: number;
  readonly drainSeconds: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: (event: ServiceEvent) => void;
  /** Called after each change of state. */
  readonly onChange: () => void;
}

export type StartOutcome =
  | { readonly kind: 'ready' | 'interrupted' }
  | { readonly kind: 'failed'; readonly exit: Exit; readonly isSlow: boolean; readonly lastLines: readonly string[] };

export interface SupervisedService {
  readonly name: string;
  status(): { readonly state: ServiceState; readonly pid: number | undefined; readonly restarts: number };
  /** The first start; a failure of it is the caller's to judge, later ones are met by restarts. */
  start(): Promise<StartOutcome>;
  /** Drains and starts again at once, whatever state it is in. */
  restart(): void;
  /** Drains and ends; idempotent. */
  stop(): Promise<void>;
}

export function superviseService(options: SuperviseOptions): SupervisedService {
  const { name, clock, onEvent } = options;
  let state: ServiceState = 'waiting';
  let restarts = 0;
  let current: ServiceProcess | undefined;
  let readySince: number | undefined;
  let isStopping = false;
  let isRestarting = false;
  let keeping: Promise<void> = Promise.resolve();
  /** Ends a wait for readiness or a backoff, for a stop or a restart. */
  let interruption = new AbortController();

  const enter = (next: ServiceState) => {
    state = next;
    options.onChange();
  };

  const terminate = async () => {
    const ending = current;
    if (ending === undefined) return;
    ending.kill('SIGTERM');
    const patience = new AbortController();
    const limit = options.drainSeconds * 1000 + STOP_GRACE_MILLIS;
    const late = clock.sleep(limit, patience.signal).then(() => {
      if (patience.signal.aborted) return;
      onEvent({ kind: 'killed', afterMillis: limit });
      ending.kill('SIGKILL');
    });
    await ending.exited;
    patience.abort();
    await late;
  };

  const bringUp = async (): Promise<StartOutcome> => {
    enter('starting');
    const startedAt = clock.now();
    const launched = (current = options.launch());
    options.onChange();
    readySince = undefined;
    const { exited } = launched;
    const timeoutMillis = options.startupSeconds * 1000;
    const interrupted = interruption.signal;
    const readiness = await awaitReady({ probe: options.probe, exited, timeoutMillis, interrupted, clock });
    if (readiness === 'ready') {
      readySince = clock.now();
      enter('running');
      onEvent({ kind: 'ready', millis: readySince - startedAt, pid: launched.pid });
      return { kind: 'ready' };
    }
    if (readiness === 'interrupted') return { kind: 'interrupted' };
    const isSlow = readiness === 'timeout';
    if (isSlow) {
      onEvent({ kind: 'too-slow', startupSeconds: options.startupSeconds });
      await terminate();
    }
    return { kind: 'failed', exit: await exited, isSlow, lastLines: launched.lastLines() };
  };

  /** Waits out a crash; false when the service is given up. */
  const recover = async (exit: Exit, attempt: number): Promise<boolean> => {
    if (exit.code === CONFIG || (exit.code === UNAVAILABLE && attempt > MAX_UNAVAILABLE)) {
      enter('failed');
      onEvent({ kind: 'gave-up', exit, lastLines: current?.lastLines() ?? [] });
      return false;
    }
    const delayMillis = backoffMillis(attempt, options.random());
    enter('backoff');
    onEvent({ kind: 'crashed', exit, attempt, delayMillis });
    await clock.sleep(delayMillis, interruption.signal);
    return true;
  };

  const keep = async () => {
    let attempt = 0;
    while (!isStopping && current !== undefined) {
      const exit = await current.exited;
      if (isStopping) return;
      if (readySince !== undefined && clock.now() - readySince >= HEALTHY_MILLIS) attempt = 0;
      if (isRestarting) attempt = 0;
      else if (!(await recover(exit, ++attempt))) await untilAborted(interruption.signal);
      if (isStopping) return;
      interruption = new AbortController();
      isRestarting = false;
      restarts++;
      await bringUp();
    }
  };

  return {
    name,
    status: () => ({ state, pid: state === 'backoff' || state === 'failed' ? undefined : current?.pid, restarts }),
    start: async () => {
      if (isStopping) return { kind: 'interrupted' };
      const outcome = await bringUp();
      if (outcome.kind === 'ready') keeping = keep();
      return outcome;
    },
    restart: () => {
      if (isStopping || isRestarting) return;
      isRestarting = true;
      interruption.abort();
      void terminate();
    },
    stop: async () => {
      const isFirst = !isStopping;
      isStopping = true;
      interruption.abort();
      if (isFirst && state !== 'waiting') enter('stopping');
      await terminate();
      await keeping;
      if (state !== 'stopped') enter('stopped');
    },
  };
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
