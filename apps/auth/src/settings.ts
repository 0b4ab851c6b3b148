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
    schema: optional(text()),
    doc: 'Folder of the SQLite database with clients, signing keys and revoked tokens; required unless `SLIPWAY_DATABASE_URL` is set',
  }),
  databaseUrl: setting({
    env: 'SLIPWAY_DATABASE_URL',
    // Any text here: what is wrong with it must not be repeated, for there may be a password in it.
    schema: optional(text()),
    doc: 'PostgreSQL database to keep all that in instead, `postgres://user@host:port/database`; replicas share it',
  }),
  databasePasswordFile: setting({
    env: 'SLIPWAY_DATABASE_PASSWORD_FILE',
    schema: optional(text()),
    doc: 'File with the password of that user',
  }),
  databaseWaitSeconds: setting({
    env: 'SLIPWAY_DATABASE_WAIT_SECONDS',
    schema: integer(0, 3_600),
    default: 25,
    unit: 'seconds',
    doc: 'How long a start waits for that database: less than the time that the platform gives a start',
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
    doc: 'How long a new key is published before it signs: longer than the 60 s that verifiers keep a key set and the 20 s within which every replica has it',
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
