import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Root of the repository, which holds compose.yaml. */
export const root = join(import.meta.dirname, '../../..');

export interface CommandEnd {
  readonly code: number | null;
  /** Both streams, as a person would see them. */
  readonly output: string;
}

export interface RunningCommand {
  /** Ends it at once, with all that it has started. */
  kill(): void;
  readonly end: Promise<CommandEnd>;
}

/** Starts a program in the root of the repository. */
export function startCommand(
  program: string,
  args: readonly string[],
  { env, input = '' }: { readonly env: NodeJS.ProcessEnv; readonly input?: string },
): RunningCommand {
  const child = spawn(program, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  // A program that ends without reading it is judged by its end.
  child.stdin.on('error', () => undefined).end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const end = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
  return { kill: () => process.kill(-child.pid!, 'SIGKILL'), end };
}

/** The output of a program that must end well. */
export async function must(
  program: string,
  args: readonly string[],
  options: Parameters<typeof startCommand>[2],
): Promise<string> {
  const { code, output } = await startCommand(program, args, options).end;
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.slice(-4_000)}`);
  return output.trim();
}
