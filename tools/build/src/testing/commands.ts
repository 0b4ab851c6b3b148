import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folder of the Dockerfile. */
export const root = join(import.meta.dirname, '../../../..');

const execute = promisify(execFile);

/** Runs a program in the workspace and gives what it printed. What an Nx around this test has set is not passed on. */
export async function run(
  command: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !/^(NX_|NODE_OPTIONS$)/.test(name));
  const env = { ...Object.fromEntries(own), NX_DAEMON: 'false', NX_TUI: 'false', ...extra };
  const { stdout } = await execute(command, args, { cwd: root, env, maxBuffer: 2 ** 26 });
  return stdout.trim();
}

export const docker = (...args: readonly string[]): Promise<string> =>
  run('docker', args, { DOCKER_BUILDKIT: '1' });

/** Runs Nx on this workspace, apart from the database of an Nx that runs the test. */
export async function nx(
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'slipway-nx-'));
  try {
    const env = { ...extra, NX_WORKSPACE_DATA_DIRECTORY: data };
    return await run(join(root, 'node_modules/.bin/nx'), args, env);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
