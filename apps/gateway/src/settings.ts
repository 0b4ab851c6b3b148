import { verifierSettings } from '@slipway/auth-verifier';
import { decimal, httpUrl, integer, optional, setting, text, type ConfigOf } from '@slipway/service-config';
import { deadlineSettings, httpSettings } from '@slipway/service-http';
import { telemetrySettings } from '@slipway/service-telemetry';

/** Everything that the gateway can be told by its environment, apart from the addresses of the services it calls. */
export const gatewaySettings = {
  ...httpSettings,
  ...deadlineSettings,
  ...verifierSettings,
  ...telemetrySettings,
  models: setting({
    env: 'SLIPWAY_MODELS',
    schema: text(),
    doc: 'Models and the services that serve them: `model@service`, separated by spaces; each service has its address in `SLIPWAY_URL_<SERVICE>`',
  }),
  authUrl: setting({
    env: 'SLIPWAY_URL_AUTH',
    schema: optional(httpUrl()),
    doc: 'Address of the token service, for tokens of its own and for the public token endpoints',
  }),
  clientId: setting({
    env: 'SLIPWAY_CLIENT_ID',
    schema: text(),
    default: 'gateway',
    doc: 'Client that the gateway calls models as',
  }),
  secretsDir: setting({
    env: 'SLIPWAY_SECRETS_DIR',
    schema: optional(text()),
    doc: 'Folder with the secret of that client, in a file of its name',
  }),
  ensemblesDir: setting({
    env: 'SLIPWAY_ENSEMBLES_DIR',
    schema: optional(text()),
    doc: 'Folder of ensembles, instead of the one that the gateway brings',
  }),
  ratePerSecond: setting({
    env: 'SLIPWAY_RATE_PER_SECOND',
    schema: decimal(0.01, 1e9),
    default: 500,
    unit: 'requests/s',
    doc: 'Requests of one client that are admitted in the long run, then 429',
  }),
  rateBurst: setting({
    env: 'SLIPWAY_RATE_BURST',
    schema: integer(1, 1_000_000_000),
    default: 1_000,
    unit: 'requests',
    doc: 'Requests of one client that are admitted at once after a pause',
  }),
  connectionsPerService: setting({
    env: 'SLIPWAY_CONNECTIONS_PER_SERVICE',
    schema: integer(1, 10_000),
    default: 128,
    unit: 'connections',
    doc: 'Most connections to one model service: a slow one cannot take them all',
  }),
};

export type GatewayConfig = ConfigOf<typeof gatewaySettings>;
