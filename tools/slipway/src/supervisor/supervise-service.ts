import type { ServiceState } from '../run-state/run-file.ts';
import { aborted } from './aborted.ts';
import { awaitReady } from './await-ready.ts';
import { createRestartPolicy, type RestartPolicy } from './restart-policy.ts';
import type { Exit, ServiceProcess } from './service-process.ts';
import type { StartOutcome, SupervisedService, SuperviseOptions } from './supervised-service.ts';
import { terminateProcess } from './terminate-process.ts';

/** What a stop may take beyond draining: the delay before it, flushing, and a busy machine. */
const STOP_GRACE_MILLIS = 5_000;

export const superviseService = (options: SuperviseOptions): SupervisedService =>
  new ServiceSupervisor(options);

class ServiceSupervisor implements SupervisedService {
  readonly name: string;
  readonly #options: SuperviseOptions;
  readonly #policy: RestartPolicy;
  #state: ServiceState = 'waiting';
  #restarts = 0;
  #current: ServiceProcess | undefined;
  #readySince: number | undefined;
  /** Whether its last words were told since it was ready or edited: a restart loop repeats them. */
  #isExplained = false;
  #isStopping = false;
  #isRestarting = false;
  #keeping: Promise<void> = Promise.resolve();
  /** Ends a wait for readiness or a backoff, for a stop or a restart. */
  #interruption = new AbortController();

  constructor(options: SuperviseOptions) {
    this.name = options.name;
    this.#options = options;
    this.#policy = createRestartPolicy(options.random);
  }

  status() {
    const isDown = this.#state === 'backoff' || this.#state === 'failed' || this.#state === 'stopped';
    return { state: this.#state, pid: isDown ? undefined : this.#current?.pid, restarts: this.#restarts };
  }

  async start(): Promise<StartOutcome> {
    if (this.#isStopping) return { kind: 'interrupted' };
    const outcome = await this.#bringUp();
    if (outcome.kind === 'ready') this.#keeping = this.#keep();
    return outcome;
  }

  restart(): void {
    if (this.#isStopping || this.#isRestarting) return;
    this.#isRestarting = true;
    this.#interruption.abort();
    void this.#terminate();
  }

  async stop(): Promise<void> {
    const isRunning = !this.#isStopping && this.#state !== 'waiting';
    this.#isStopping = true;
    this.#interruption.abort();
    if (isRunning) this.#enter('stopping');
    await this.#terminate();
    await this.#keeping;
    if (this.#state !== 'stopped') this.#enter('stopped');
  }

  async #bringUp(): Promise<StartOutcome> {
    const { clock, launch, probe, startupSeconds, onEvent } = this.#options;
    const startedAt = clock.now();
    this.#readySince = undefined;
    const launched = (this.#current = launch());
    this.#enter('starting');
    const { exited, lastLines, pid } = launched;
    const interrupted = this.#interruption.signal;
    const readiness = await awaitReady({
      probe,
      exited,
      timeoutMillis: startupSeconds * 1000,
      interrupted,
      clock,
    });
    if (readiness === 'interrupted') return { kind: 'interrupted' };
    if (readiness === 'ready') {
      this.#readySince = clock.now();
      this.#isExplained = false;
      this.#enter('running');
      onEvent({ kind: 'ready', millis: this.#readySince - startedAt, pid });
      return { kind: 'ready' };
    }
    const isSlow = readiness === 'timeout';
    if (isSlow) {
      onEvent({ kind: 'too-slow', startupSeconds });
      await this.#terminate();
    }
    return { kind: 'failed', exit: await exited, isSlow, lastLines: lastLines() };
  }

  /** Starts the service again each time that it ends, until it is stopped or given up. */
  async #keep(): Promise<void> {
    while (this.#current !== undefined) {
      const exit = await this.#current.exited;
      if (this.#isStopping) return;
      if (!this.#isRestarting) await this.#recover(exit);
      if (this.#isStopping) return;
      if (this.#isRestarting) {
        this.#policy.reset();
        this.#isExplained = false;
      }
      this.#isRestarting = false;
      this.#interruption = new AbortController();
      this.#restarts++;
      await this.#bringUp();
    }
  }

  /** Waits until the service may be started again; for one that is given up, until somebody edits it. */
  async #recover(exit: Exit): Promise<void> {
    const { clock, onEvent } = this.#options;
    const readyMillis = this.#readySince === undefined ? 0 : clock.now() - this.#readySince;
    const decision = this.#policy.decide(exit, readyMillis);
    if (decision.kind === 'give-up') {
      this.#enter('failed');
      onEvent({ kind: 'gave-up', exit, lastLines: this.#current?.lastLines() ?? [] });
      return aborted(this.#interruption.signal);
    }
    const { attempt, delayMillis } = decision;
    const isNews = this.#readySince === undefined && !this.#isExplained;
    const lastLines = isNews ? (this.#current?.lastLines() ?? []) : [];
    this.#isExplained ||= isNews;
    this.#enter('backoff');
    onEvent({ kind: 'crashed', exit, attempt, delayMillis, lastLines });
    await clock.sleep(delayMillis, this.#interruption.signal);
  }

  async #terminate(): Promise<void> {
    const { clock, drainSeconds, onEvent } = this.#options;
    const limitMillis = drainSeconds * 1000 + STOP_GRACE_MILLIS;
    if (this.#current === undefined) return;
    if (await terminateProcess(this.#current, { limitMillis, clock }))
      onEvent({ kind: 'killed', afterMillis: limitMillis });
  }

  #enter(state: ServiceState): void {
    this.#state = state;
    this.#options.onChange();
  }
}
