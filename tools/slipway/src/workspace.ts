import { join, resolve } from 'node:path';

/** Where everything is that a command reads or writes. */
export interface Workspace {
  /** Root of the repository: apps/, data/ and node_modules/ are in it. */
  readonly root: string;
  /** State folder (mode 0700): secrets, state of services, logs, and what runs at present. */
  readonly home: string;
  readonly logsDir: string;
  readonly secretsDir: string;
  readonly runFile: string;
  /** Environment of the caller. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createWorkspace(root: string, env: Workspace['env']): Workspace {
  const home = resolve(root, env.SLIPWAY_HOME || '.slipway');
  return {
    root,
    home,
    logsDir: join(home, 'logs'),
    secretsDir: join(home, 'secrets'),
    runFile: join(home, 'run.json'),
    env,
  };
}

/** Client ids are file names, too. */
export const CLIENT_ID = /^[a-z][a-z0-9-]{0,62}$/;
