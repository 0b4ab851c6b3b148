import { spawn, type ChildProcess } from 'node:child_process';
import { root } from '../workspace.ts';

/** A shell that runs one block. Its output is kept and can be waited for. */
export interface Shell {
  output(): string;
  /** Resolves when the output matches, rejects when the shell ends first or the time is over. */
  until(pattern: RegExp, timeoutMillis: number): Promise<void>;
  readonly exited: Promise<number>;
  /** As Ctrl-C in a terminal: to the whole process group. */
  interrupt(): void;
  kill(): void;
}

export function startShell(
  commands: string,
  env: Readonly<Record<string, string | undefined>>,
  folder = root,
): Shell {
  const child = spawn('sh', ['-e', '-c', commands], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      for (const listener of [...listeners]) listener();
    });
  const exited = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(signal ? 128 : (code ?? 1));
      for (const listener of [...listeners]) listener();
    });
  });
  return {
    output: () => output,
    until: (pattern, timeoutMillis) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          settle();
        };
        const look = () => {
          if (pattern.test(output)) finish(resolve);
          else if (child.exitCode !== null)
            finish(() => reject(new Error(`ended without ${pattern}:\n${output}`)));
        };
        const late = () =>
          finish(() => reject(new Error(`no ${pattern} after ${timeoutMillis} ms:\n${output}`)));
        const timer = setTimeout(late, timeoutMillis);
        listeners.add(look);
        look();
      }),
    exited,
    interrupt: () => signalGroup(child, 'SIGINT'),
    kill: () => signalGroup(child, 'SIGKILL'),
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}
