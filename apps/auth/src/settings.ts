import { httpUrl, integer, optional, setting, text, type ConfigOf } from '@slipway/service-config';
import { httpSettings } from '@slipway/service-http';
import { telemetrySettings } from '@slipway/service-telemetry';

/** Everything that the token service can be told by its environment. */
export const authSettings = {
  ...httpSettings,
  ...telemetrySettings,
  issuer: setting({
    env: 'SLIPWAY_ISSUER',
    schema: httpUrl(),
    doc: 'Public origin: the `iss` of every token and the base of all addresses in the discovery document',
  }),
  stateDir: setting({
    env: 'SLIPWAY_STATE_DIR',
    schema: text(),
    doc: 'Folder of the database with clients, signing keys and revoked tokens',
  }),
  secretsDir: setting({
    env: 'SLIPWAY_SECRETS_DIR',
    schema: text(),
    doc: 'Folder with the secret of each declared client, in a file of its name; made where it is missing',
  }),
  clientsFile: setting({
    env: 'SLIPWAY_CLIENTS_FILE',
    schema: optional(text()),
    doc: 'Declared clients, instead of the file that the service brings',
  }),
  tokenTtlSeconds: setting({
    env: 'SLIPWAY_TOKEN_TTL_SECONDS',
    schema: integer(30, 86_400),
    default: 900,
    unit: 'seconds',
    doc: 'Life of a token whose request names no `ttl`',
  }),
  keyPublishSeconds: setting({
    env: 'SLIPWAY_KEY_PUBLISH_SECONDS',
    schema: integer(0, 86_400),
    default: 90,
    unit: 'seconds',
    doc: 'How long a new key is published before it signs: longer than the 60 s that verifiers keep a key set',
  }),
  secretOverlapSeconds: setting({
    env: 'SLIPWAY_SECRET_OVERLAP_SECONDS',
    schema: integer(0, 604_800),
    default: 600,
    unit: 'seconds',
    doc: 'How long the old secret of a client stays valid after a new one was made',
  }),
};

export type AuthConfig = ConfigOf<typeof authSettings>;
