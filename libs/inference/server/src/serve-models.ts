import { fileURLToPath } from 'node:url';
import { createAuthGuard } from '@slipway/auth-verifier';
import { createModelMetrics } from '@slipway/inference-metrics';
import { ModelLoadError } from '@slipway/inference-runtime';
import { listen } from '@slipway/service-http';
import {
  createReadiness,
  requireConfig,
  runService,
  StartError,
  type RunningService,
} from '@slipway/service-lifecycle';
import { createTelemetry } from '@slipway/service-telemetry';
import { createModelServerApp } from './app.ts';
import { executeInline } from './executor.ts';
import { createModelService, modelId } from './model-service.ts';
import { openRepository, type Runtimes } from './repository.ts';
import { modelServerSettings } from './settings.ts';

export interface ModelServer {
  readonly name: string;
  readonly version: string;
  /** Folder of models that the service brings. */
  readonly models: URL;
  readonly runtimes: Runtimes;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs a model server until it is told to stop: all that the `main.ts` of a model service has to call. */
export const serveModels = (server: ModelServer): Promise<void> =>
  runService(server.name, () => start(server));

async function start({ name, version, models, runtimes, env }: ModelServer): Promise<RunningService> {
  const config = requireConfig(modelServerSettings, env);
  const telemetry = createTelemetry({ name, version }, config);
  const { logger, metrics: registry, tracing } = telemetry;
  const readiness = createReadiness();
  const guarded = createAuthGuard(config, { host: config.host, service: name, telemetry });
  if (!guarded.ok) throw new StartError(guarded.errors.join('\n'));
  const { guard } = guarded;
  readiness.require('keys', guard.ready);

  const repository = await openRepository(config.modelsDir ?? fileURLToPath(models), runtimes, config).catch(
    (error: unknown) => {
      throw error instanceof ModelLoadError ? new StartError(error.message) : error;
    },
  );
  const metrics = createModelMetrics(registry);
  for (const served of repository.names().flatMap(repository.versions)) {
    metrics.loaded(modelId(served), { ...served, backend: served.model.backend });
    logger.info(
      {
        'slipway.model.name': served.declaration.name,
        'slipway.model.version': served.version,
        digest: served.digest,
      },
      `model loaded in ${served.loadSeconds.toFixed(2)} s by ${served.model.backend}`,
    );
  }

  const execute = executeInline;
  const service = createModelService({
    name,
    version,
    repository,
    execute,
    metrics,
    tracing,
    ready: readiness.ready,
  });
  const app = createModelServerApp({ config, telemetry, readiness, guard, service });
  const server = await listen(app, config, { readiness, ...telemetry });
  void guard.start();
  logger.info(`listening on http://${server.host}:${server.port}`);
  return {
    onDefect: (error) => logger.fatal({ err: error }, 'defect'),
    stop: async () => {
      await server.drain();
      guard.stop();
      await repository.close();
      await telemetry.shutdown();
    },
  };
}
