/** The proxy that owns the host's port, in compose/edge.yaml. */
export const EDGE = 'edge';
/** The one-shot that makes what is missing of the secrets. */
export const SECRETS = 'secrets';
/** Takes the spans of every service where the profile `observability` is on, in compose/observability.yaml. */
export const COLLECTOR = 'collector';
/** Scrapes every service where that profile is on, in compose/observability.yaml. */
export const PROMETHEUS = 'prometheus';

/** The database of services that can keep their state in one, in compose/postgres.yaml. */
export const POSTGRES = 'postgres';
/** The secret that both sides of it know. */
export const DATABASE_SECRET = 'database';

/** The Compose file that takes the place of the one with the images of a release where images are built. */
export const UNPINNED = 'compose/unpinned.yaml';

/** Where a container finds its secrets and may keep its state. */
export const SECRETS_DIR = '/run/slipway/secrets';
export const STATE_DIR = '/var/lib/slipway';
