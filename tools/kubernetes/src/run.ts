import { execFile } from 'node:child_process';
import type { EngineOutcome } from '@slipway/deploy-engine';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** What the program reads. Default nothing. */
  readonly input?: string;
  /** The program is killed then. Default 120,000. */
  readonly timeoutMillis?: number;
}

/** Runs a program to its end; never rejects. One that cannot be started ends with 127, as in a shell. */
export const run = (program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const { cwd, input = '', timeoutMillis = 120_000 } = options;
    const settings = { cwd, timeout: timeoutMillis, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, [...args], settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
      resolve({ code, stdout, stderr: error && stderr === '' ? error.message : stderr });
    });
    // A program that ends before it has read everything says why by itself.
    child.stdin?.on('error', () => undefined).end(input);
  });

/** The same for a program that must end well. */
export async function must(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr.slice(-4_000)}`);
  return stdout;
}

/** Whether a program can be run here, with what it says of its version. */
export async function findTool(
  program: string,
  versionArgs: readonly string[],
  fix: string,
): Promise<EngineOutcome> {
  const { code, stdout, stderr } = await run(program, versionArgs, { timeoutMillis: 60_000 });
  return code === 0
    ? { found: true, version: (stdout + stderr).trim(), apiVersion: 'v1' }
    : { found: false, reason: `${program} cannot be run: ${fix}` };
}
