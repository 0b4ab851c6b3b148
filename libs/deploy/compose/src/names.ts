/** The proxy that owns the host's port, in compose/edge.yaml. */
export const EDGE = 'edge';
/** The one-shot that makes what is missing of the secrets. */
export const SECRETS = 'secrets';
/** Takes the spans of every service where the profile `observability` is on, in compose/observability.yaml. */
export const COLLECTOR = 'collector';

/** Where a container finds its secrets and may keep its state. */
export const SECRETS_DIR = '/run/slipway/secrets';
export const STATE_DIR = '/var/lib/slipway';
