import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { isAlive } from './process-identity.ts';

/** What a service is doing, as the supervisor sees it. */
export const serviceStates = [
  'waiting',
  'starting',
  'running',
  'backoff',
  'failed',
  'stopping',
  'stopped',
] as const;
export type ServiceState = (typeof serviceStates)[number];

const identity = { pid: z.int().positive(), born: z.string() };

const runSchema = z.object({
  ...identity,
  startedAt: z.string(),
  origin: z.string().describe('Public origin: the gateway, and the issuer of tokens'),
  authUrl: z.string().optional(),
  services: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['auth', 'gateway', 'model']),
      url: z.string(),
      version: z.string(),
      state: z.enum(serviceStates),
      process: z.object(identity).optional(),
      restarts: z.int().min(0),
    }),
  ),
});

/** `run.json` in the state folder: what runs at present, for all other commands. */
export type RunState = z.infer<typeof runSchema>;
export type RunningEntry = RunState['services'][number];

/** The recorded run, whether its supervisor still lives or not; undefined where there is none. */
export function readRun(file: string): RunState | undefined {
  try {
    return runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The run whose supervisor is alive. */
export function readLiveRun(file: string): RunState | undefined {
  const run = readRun(file);
  return run && isAlive(run) ? run : undefined;
}

/** Records a run if there is none, at once and as a whole, so that of two starts only one succeeds. */
export function claimRun(file: string, run: RunState): boolean {
  const temporary = writeAside(file, run);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Replaces the record as a whole: a reader never sees half of it. */
export const updateRun = (file: string, run: RunState): void => renameSync(writeAside(file, run), file);

export const removeRun = (file: string): void => rmSync(file, { force: true });

function writeAside(file: string, run: RunState): string {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(run, undefined, 2)}\n`, { mode: 0o600 });
  return temporary;
}
