import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A node that others can do without, and commands that take parts of the platform away and bring all of them back. */
const VARIABLES = {
  node: 'SLIPWAY_TEST_NODE',
  loseNode: 'SLIPWAY_TEST_LOSE_NODE',
  stopApi: 'SLIPWAY_TEST_STOP_API',
  stopRegistry: 'SLIPWAY_TEST_STOP_REGISTRY',
  bringBack: 'SLIPWAY_TEST_BRING_BACK',
} as const;

const missing = Object.values(VARIABLES).filter((name) => !process.env[name]);

/** Whether this machine may be treated so. */
export const platformCommands =
  missing.length > 0
    ? ({ found: false, reason: `${missing.join(', ')} not set` } as const)
    : ({ found: true, version: 'as given', apiVersion: '' } as const);

export const spareNode = process.env[VARIABLES.node] ?? '';

export async function runPlatformCommand(name: Exclude<keyof typeof VARIABLES, 'node'>): Promise<void> {
  await run('sh', ['-c', process.env[VARIABLES[name]]!], { maxBuffer: 2 ** 26 });
}
