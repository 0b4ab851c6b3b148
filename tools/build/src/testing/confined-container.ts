import { setTimeout as wait } from 'node:timers/promises';
import { docker, run } from './commands.ts';

const POLL_MILLIS = 200;
const LONGEST_MILLIS = 60_000;

/** A container with a read-only root, no capability, no network and the memory that services are declared with. */
export interface ConfinedContainer {
  /** Its exit code, when it has ended. */
  ended(): Promise<number>;
  /** What the image's own health check says when it has made up its mind; rejects where the container ends first. */
  health(): Promise<string>;
  log(): Promise<string>;
  remove(): Promise<void>;
}

export async function startConfined(
  image: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ConfinedContainer> {
  const id = await docker(
    'run',
    '--detach',
    '--read-only',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges:true',
    '--network=none',
    '--memory=512m',
    '--pids-limit=64',
    '--tmpfs=/tmp:size=16m,noexec,nosuid,nodev',
    ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    image,
  );
  const log = () => run('sh', ['-c', 'docker logs "$0" 2>&1', id]);
  return {
    ended: async () => Number(await docker('wait', id)),
    health: async () => {
      for (let waited = 0; waited < LONGEST_MILLIS; waited += POLL_MILLIS) {
        const format = '{{.State.Status}} {{.State.Health.Status}}';
        const [state, health = ''] = (await docker('inspect', '--format', format, id)).split(' ');
        if (state !== 'running') throw new Error(`the container has ended:\n${await log()}`);
        if (health !== 'starting') return health;
        await wait(POLL_MILLIS);
      }
      throw new Error(`neither healthy nor unhealthy after ${LONGEST_MILLIS} ms`);
    },
    log,
    remove: async () => void (await docker('rm', '--force', id)),
  };
}
