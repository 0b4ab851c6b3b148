import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A service as one process of this machine. */
export interface ServiceProcess {
  /** Every line of standard output and standard error. */
  readonly lines: readonly string[];
  readonly running: () => boolean;
  /** The exit code; undefined where a signal ended it. */
  readonly exited: Promise<number | undefined>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a service. The IPC channel ends with this process, and the service with it: nothing is left behind. */
export function launch(
  main: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): ServiceProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  let running = true;
  const exited = new Promise<number | undefined>((resolve) => {
    const end = (code: number | null) => {
      running = false;
      resolve(code ?? undefined);
    };
    child.once('error', () => end(null));
    child.once('close', end);
  });
  return { lines, running: () => running, exited, signal: (name) => void child.kill(name) };
}
