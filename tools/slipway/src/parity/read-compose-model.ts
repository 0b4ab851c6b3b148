import { execFile } from 'node:child_process';
import type { ComposeModel } from '@slipway/deploy-parity';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';

const TIMEOUT_MILLIS = 60_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Every service that any profile has; the model of a project of this name says it nowhere else. */
const QUESTION = ['compose', '--project-name', 'slipway', '--profile', '*', 'config', '--format', 'json'];

/** What of the caller's environment Docker's command line itself needs; nothing else may change what is compared. */
const KEPT = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'DOCKER_CONFIG'];

/** Auth on the database of Compose's own profile, as it is on every cluster. */
const DATABASE_URL = 'postgres://slipway@postgres:5432/slipway';

/** compose.yaml of the workspace as Compose resolves it, without an engine. */
export function readComposeModel({ root, env }: Workspace): Promise<ComposeModel> {
  const kept = KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const options = {
    cwd: root,
    env: {
      ...(Object.fromEntries(kept) as Record<string, string>),
      COMPOSE_DISABLE_ENV_FILE: '1',
      SLIPWAY_DATABASE_URL: DATABASE_URL,
    },
    timeout: TIMEOUT_MILLIS,
    maxBuffer: MAX_OUTPUT_BYTES,
  };
  return new Promise((resolve, reject) => {
    execFile('docker', QUESTION, options, (error, stdout, stderr) => {
      if (error === null) return resolve(JSON.parse(stdout) as ComposeModel);
      if (error.code === 'ENOENT')
        return reject(new CommandError('unavailable', 'docker is not on the PATH: install it with Compose'));
      const said = stderr.trim().split('\n').slice(-3).join(' ');
      reject(new CommandError('config', `compose.yaml cannot be resolved: ${said || error.message}`));
    });
  });
}
