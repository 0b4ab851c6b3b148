import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createLineSplitter, toJsonLine } from './log-lines.ts';
import { openLogFile } from './log-file.ts';

/** How a process ended. */
export interface Exit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** One run of a service. */
export interface ServiceProcess {
  readonly pid: number | undefined;
  /** Never rejects: a process that could not be started has ended too. */
  readonly exited: Promise<Exit>;
  /** The latest log lines, oldest first. */
  readonly lastLines: () => readonly string[];
  kill(signal: NodeJS.Signals): void;
}

export interface LaunchOptions {
  readonly name: string;
  /** The program, a TypeScript file that Node runs as it stands. */
  readonly main: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logsDir: string;
}

const KEPT_LINES = 16;
/** What was written just before the end may come after it; held pipes of grandchildren must not delay us for ever. */
const LAST_WORDS_MILLIS = 500;

/**
 * Starts a service in a process group of its own, so that Ctrl-C in a terminal reaches only the supervisor, which
 * stops services in order. The IPC channel carries nothing: its loss tells the service that the supervisor is gone.
 */
export function launchService({ name, main, cwd, env, logsDir }: LaunchOptions): ServiceProcess {
  const log = openLogFile(join(logsDir, `${name}.log`));
  const lastLines: string[] = [];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });

  const splitters = (['stdout', 'stderr'] as const).map((stream) => {
    const splitter = createLineSplitter((line) => {
      const json = toJsonLine(line, { service: name, stream, time: new Date() });
      lastLines.push(json);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      log.write(`${json}\n`);
    });
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => splitter.push(chunk));
    return splitter;
  });

  const exited = new Promise<Exit>((resolve) => {
    let exit: Exit = { code: undefined, signal: undefined };
    const finish = () => {
      for (const splitter of splitters) splitter.flush();
      log.close();
      resolve(exit);
    };
    child.once('error', (error) => {
      lastLines.push(toJsonLine(error.message, { service: name, stream: 'stderr', time: new Date() }));
      finish();
    });
    child.once('exit', (code, signal) => {
      exit = { code: code ?? undefined, signal: signal ?? undefined };
      setTimeout(finish, LAST_WORDS_MILLIS).unref();
    });
    child.once('close', finish);
  });

  return { pid: child.pid, exited, lastLines: () => lastLines, kill: (signal) => void child.kill(signal) };
}

export const describeExit = ({ code, signal }: Exit): string =>
  signal !== undefined
    ? `signal ${signal}`
    : code !== undefined
      ? `exit code ${code}`
      : 'could not be started';
