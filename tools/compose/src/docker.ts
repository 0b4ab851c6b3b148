import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** Root of the repository, which holds compose.yaml. */
export const root = join(import.meta.dirname, '../../..');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, as a person would see them. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The program is killed then. Default 120,000. */
  readonly timeoutMillis?: number;
}

/** Runs a program in the root of the repository; never rejects. */
export const run = (program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const { env, timeoutMillis = 120_000 } = options;
    execFile(
      program,
      args,
      {
        cwd: root,
        env: { ...process.env, ...env },
        timeout: timeoutMillis,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, stdout, output: stdout + stderr });
      },
    );
  });

/** The same for a program that must end well; its output is in the error where it does not. */
export async function must(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, output } = await run(program, args, options);
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.slice(-4_000)}`);
  return stdout;
}

/** Makes sure that the engine has what it cannot pull here; quick when it has. */
export const buildStandIns = (): Promise<string> =>
  must('sh', ['tools/stand-ins/build'], { timeoutMillis: 900_000 });

/** One call of a program of an image, without network, on folders of this repository. */
export const runImage = (
  image: string,
  args: readonly string[],
  {
    mounts,
    tmpfs,
    entrypoint,
    env = {},
  }: {
    readonly mounts: Readonly<Record<string, string>>;
    /** An empty folder that can be written. */
    readonly tmpfs?: string;
    readonly entrypoint?: string;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Ended> =>
  run('docker', [
    'run',
    '--rm',
    '--network=none',
    ...(tmpfs === undefined ? [] : [`--tmpfs=${tmpfs}`]),
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
    ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    ...Object.entries(mounts).map(([from, to]) => `--volume=${join(root, from)}:${to}:ro`),
    image,
    ...args,
  ]);
