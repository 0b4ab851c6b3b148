import { deadlineSettings, httpSettings } from '@slipway/service-http';
import { integer, optional, setting, text, type ConfigOf } from '@slipway/service-config';
import { telemetrySettings } from '@slipway/service-telemetry';
import { verifierSettings } from '@slipway/auth-verifier';

/** Everything that a model server can be told by its environment. */
export const modelServerSettings = {
  ...httpSettings,
  ...deadlineSettings,
  ...verifierSettings,
  ...telemetrySettings,
  modelsDir: setting({
    env: 'SLIPWAY_MODELS_DIR',
    schema: optional(text()),
    doc: 'Folder of models, instead of the one that the service brings',
  }),
  threads: setting({
    env: 'SLIPWAY_THREADS',
    schema: integer(1, 256),
    default: 1,
    unit: 'threads',
    doc: 'Threads for one execution; set it from the CPU limit, which cannot be detected',
  }),
};

export type ModelServerConfig = ConfigOf<typeof modelServerSettings>;
