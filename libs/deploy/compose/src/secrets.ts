import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { DATABASE_SECRET, POSTGRES } from './names.ts';
import { BUILT_HERE, hardening, secretsVolume } from './service.ts';

/** Where the one-shot sees what somebody has given, and the volume of each service. */
const GIVEN = '/given';
const VOLUMES = '/secrets';

/** What reads a secret and is no service of ours: the container's name, its user, the clients. */
const GUESTS = [
  { name: 'prometheus', uid: 65534, secrets: ['prometheus'] },
  { name: 'load', uid: 10098, secrets: ['demo'] },
  { name: POSTGRES, uid: 999, secrets: [DATABASE_SECRET] },
];

/** The volumes of {@link GUESTS}, which exist whether their profile is on or not. */
export const GUEST_VOLUMES: readonly string[] = GUESTS.map(({ name }) => secretsVolume(name));

/**
 * Runs once before everything else: each client's secret is taken from the folder SLIPWAY_SECRETS_DIR or made, and
 * laid into the volume of every service that declares it and of every guest, readable by that one's user alone.
 */
export function secretsService(services: readonly ServiceDeclaration[]): Record<string, unknown> {
  const ours = services.map(({ name, uid, secrets, database }) => ({
    name,
    uid,
    secrets: [...secrets, ...(database ? [DATABASE_SECRET] : [])],
  }));
  const readers = [...ours.filter(({ secrets }) => secrets.length > 0), ...GUESTS];
  return {
    image: '${SLIPWAY_REGISTRY:-slipway}/secrets:${SLIPWAY_TAG:-dev}',
    build: { context: '..', target: 'secrets' },
    pull_policy: BUILT_HERE,
    restart: 'no',
    user: '0:0',
    ...hardening({ tmpfsMiB: 1 }),
    // Gives a file to a service's user, and reads what that user alone may read.
    cap_add: ['CHOWN', 'DAC_OVERRIDE'],
    network_mode: 'none',
    command: readers.map(({ name, uid, secrets }) => `${VOLUMES}/${name}:${uid}:${secrets.join(',')}`),
    volumes: [
      `\${SLIPWAY_SECRETS_DIR:-given-secrets}:${GIVEN}:ro`,
      ...readers.map(({ name }) => `${secretsVolume(name)}:${VOLUMES}/${name}`),
    ],
    deploy: { resources: { limits: { cpus: '0.5', memory: '64M', pids: 32 } } },
  };
}
