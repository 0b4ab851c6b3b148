import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The command line in a process of its own, with everything that it has said so far. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  output(): string;
  /** Waits until it has said this, for at most 20 s. */
  said(text: string): Promise<void>;
}

export function runCommand(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const main = join(import.meta.dirname, 'fixture-main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, root, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  return {
    child,
    exited,
    output: () => output,
    said: (text) =>
      until(
        () => output.includes(text),
        () => `"${text}" was not said, but: ${output}`,
      ),
  };
}

const DEADLINE_MILLIS = 20_000;
const POLL_MILLIS = 20;

/** Polls until the condition holds; past the deadline it throws what `explain` says. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  explain: () => string = () => 'still not so',
): Promise<void> {
  const end = performance.now() + DEADLINE_MILLIS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(explain());
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
}
