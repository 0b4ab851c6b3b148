/** What runs, as far as starting and stopping are concerned. */
export interface RunningService {
  /** Finishes what is under way and releases everything; called once. */
  stop(): Promise<void>;
  /** Records a defect that ends the process. */
  onDefect?(error: unknown): void;
}

/** Why a service cannot start: one line that names the fix. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.config) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Exit codes; 69 and 78 are those of sysexits.h. */
export const EXIT = { ok: 0, defect: 1, unavailable: 69, config: 78 } as const;

/**
 * Runs a service until a signal, the loss of its supervisor (its IPC channel) or a defect; then stops it and exits.
 * A second signal during the stop changes nothing; `stopTimeoutMillis` bounds a stop that hangs.
 */
export async function runService(
  name: string,
  start: () => Promise<RunningService>,
  { stopTimeoutMillis = 30_000 }: { readonly stopTimeoutMillis?: number } = {},
): Promise<void> {
  // Begins after the handlers below are in place: a signal may come at once.
  const started = Promise.resolve().then(start);
  let running: RunningService | undefined;
  let stopping = false;

  const stop = async (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(exitCode || EXIT.defect), stopTimeoutMillis).unref();
    await started.then((service) => service.stop()).catch(() => (exitCode ||= EXIT.defect));
    process.exit(exitCode);
  };
  const complain = (error: unknown) => void process.stderr.write(`${name}: ${describe(error)}\n`);
  const onDefect = (error: unknown) => {
    // Not behind a start that may hang: the stop is what bounds it.
    void stop(EXIT.defect);
    try {
      if (running?.onDefect) running.onDefect(error);
      else complain(error);
    } catch {
      complain(error);
    }
  };

  process.on('SIGTERM', () => void stop(EXIT.ok));
  process.on('SIGINT', () => void stop(EXIT.ok));
  process.on('disconnect', () => void stop(EXIT.ok));
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);

  try {
    running = await started;
  } catch (error) {
    if (stopping) return;
    complain(error);
    process.exit(error instanceof StartError ? error.exitCode : EXIT.defect);
  }
}

const describe = (error: unknown): string =>
  error instanceof StartError ? error.message : String((error as Error | undefined)?.stack ?? error);
