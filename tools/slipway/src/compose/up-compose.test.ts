import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWorkspace } from '../testing/fixture-workspace.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createWorkspace } from '../workspace.ts';
import { upCompose } from './up-compose.ts';

const MODEL = {
  services: {
    gateway: { image: 'slipway/gateway', build: {} },
    secrets: { image: 'slipway/secrets', build: {} },
    load: { image: 'slipway/load', build: {} },
    edge: { image: 'haproxy' },
  },
};

describe('slipway up in containers', () => {
  const folder = useTemporaryFolder();

  /** What Compose is told to build, and what of the environment it is told that with: its `docker` builds nothing. */
  async function buildCall(profiles: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const docker = join(folder(), 'docker');
    writeWorkspace(folder(), [{ name: 'gateway', port: 8000 }]);
    writeFileSync(
      docker,
      `#!/bin/sh
      case "$*" in
        *config*) echo '${JSON.stringify(MODEL)}' ;;
        *) echo "$*|$COMPOSE_PROFILES|$SLIPWAY_DATABASE_URL" > ${folder()}/call; exit 1 ;;
      esac`,
    );
    chmodSync(docker, 0o755);
    const workspace = createWorkspace(folder(), { PATH: `${folder()}:${process.env.PATH}`, ...variables });
    const options = { portOffset: 0, build: true, locked: false, profiles };
    await expect(upCompose(workspace, options, () => undefined)).rejects.toThrow();
    const [args = '', active, database] = readFileSync(join(folder(), 'call'), 'utf8').trim().split('|');
    return { builds: args.split(' build ')[1], active, database };
  }

  it('builds whatever of the chosen profiles is built here', async () => {
    expect(await buildCall(['load'])).toMatchObject({ builds: 'gateway secrets load', active: 'load' });
  });

  it('runs the profiles of COMPOSE_PROFILES beside those that are asked for', async () => {
    const { active } = await buildCall(['load', 'logging'], { COMPOSE_PROFILES: 'logging, postgres' });
    expect(active).toBe('load,logging,postgres');
  });

  it.each([
    ['is asked for', ['postgres'], {}],
    ['is in COMPOSE_PROFILES', [], { COMPOSE_PROFILES: 'load,postgres' }],
    ['is one of all', [], { COMPOSE_PROFILES: '*' }],
  ])('hands auth the database of the profile `postgres` where it %s', async (_, profiles, variables) => {
    const { database } = await buildCall(profiles, variables);
    expect(database).toBe('postgres://slipway@postgres:5432/slipway');
  });

  it('leaves auth the database that somebody names, and its file where nobody does', async () => {
    const theirs = 'postgres://slipway@db.example.org/slipway';
    const own = await buildCall(['postgres'], { SLIPWAY_DATABASE_URL: theirs });
    expect([own.database, (await buildCall([])).database]).toEqual([theirs, '']);
  });
});
