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
  let stopping = false;

  const stop = async (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(exitCode || EXIT.defect), stopTimeoutMillis).unref();
    await started.then((service) => service.stop()).catch(() => (exitCode ||= EXIT.defect));
    process.exit(exitCode);
  };
  const onDefect = async (error: unknown) => {
    await started.then((service) => service.onDefect?.(error)).catch(() => undefined);
    await stop(EXIT.defect);
  };

  process.on('SIGTERM', () => void stop(EXIT.ok));
  process.on('SIGINT', () => void stop(EXIT.ok));
  process.on('disconnect', () => void stop(EXIT.ok));
  process.on('uncaughtException', (error) => void onDefect(error));
  process.on('unhandledRejection', (error) => void onDefect(error));

  try {
    await started;
  } catch (error) {
    if (stopping) return;
    process.stderr.write(
      `${name}: ${error instanceof StartError ? error.message : String((error as Error).stack)}\n`,
    );
    process.exit(error instanceof StartError ? error.exitCode : EXIT.defect);
  }
}
