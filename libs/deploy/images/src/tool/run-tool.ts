import { execFile, type ExecFileException } from 'node:child_process';

export interface ToolCall {
  readonly tool: string;
  readonly args: readonly string[];
  /** Variables for this call alone, over the runner's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** After that it is killed. */
  readonly timeoutMillis: number;
  readonly signal?: AbortSignal;
}

export type ToolOutcome =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'not-found' | 'timed-out' | 'aborted' };

export type RunTool = (call: ToolCall) => Promise<ToolOutcome>;

/** An SBOM or a tar of a folder of models is the most that a tool prints. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Runs programs without a shell: each argument stays one argument, whatever it contains. */
export function createToolRunner(env: Readonly<Record<string, string | undefined>>): RunTool {
  return ({ tool, args, env: own, timeoutMillis, signal }) =>
    new Promise((resolve) => {
      const options = {
        env: { ...env, ...own },
        timeout: timeoutMillis,
        // A tool that hangs in the network may not heed a polite end.
        killSignal: 'SIGKILL' as const,
        maxBuffer: MAX_OUTPUT_BYTES,
        encoding: 'buffer' as const,
        signal,
      };
      const child = execFile(tool, [...args], options, (error, stdout, stderr) =>
        resolve(outcomeOf(error, { stdout, stderr: stderr.toString('utf8') })),
      );
      // Whatever asks for input gets none, instead of waiting for a person.
      child.stdin?.on('error', () => {});
      child.stdin?.end();
    });
}

function outcomeOf(
  error: ExecFileException | null,
  output: { readonly stdout: Buffer; readonly stderr: string },
): ToolOutcome {
  if (error === null) return { kind: 'ended', code: 0, ...output };
  if (typeof error.code === 'number') return { kind: 'ended', code: error.code, ...output };
  if (error.name === 'AbortError') return { kind: 'aborted' };
  if (error.code === 'ENOENT' || error.code === 'EACCES') return { kind: 'not-found' };
  if (error.killed === true && error.code === undefined) return { kind: 'timed-out' };
  if (error.killed === true && error.code === null) return { kind: 'timed-out' };
  return { kind: 'ended', code: 1, stdout: output.stdout, stderr: `${output.stderr}${error.message}` };
}
