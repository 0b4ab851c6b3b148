import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthGuard } from '@slipway/auth-verifier';
import { connectTo } from '@slipway/inference-client';
import { createRequestMetrics } from '@slipway/inference-metrics';
import type { InferenceService } from '@slipway/inference-rest';
import { listen } from '@slipway/service-http';
import { createReadiness, requireConfig, StartError, type RunningService } from '@slipway/service-lifecycle';
import { createTelemetry } from '@slipway/service-telemetry';
import { createGatewayApp } from './app.ts';
import { readEnsembles } from './ensembles.ts';
import { createGatewayService } from './gateway-service.ts';
import { ownQuestion } from './own-question.ts';
import { refuseShortSecret } from './refuse-short-secret.ts';
import { gatewaySettings } from './settings.ts';
import { createUpstreams } from './upstreams.ts';

const NAME = 'gateway';
const VERSION = '0.1.0';

/** Builds the gateway from its environment, listens, and tells how to stop. */
export async function startGateway(
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningService> {
  const config = requireConfig(gatewaySettings, env);
  await refuseShortSecret(config);
  const telemetry = createTelemetry({ name: NAME, version: VERSION }, config);
  const { logger } = telemetry;
  const readiness = createReadiness();
  const guarded = createAuthGuard(config, { host: config.host, service: NAME, telemetry });
  if (!guarded.ok) throw new StartError(guarded.errors.join('\n'));
  const { guard } = guarded;

  const upstreams = createUpstreams(config, env, telemetry);
  const models = new Set(upstreams.flatMap((upstream) => upstream.models));
  const folder = config.ensemblesDir ?? fileURLToPath(new URL('../ensembles', import.meta.url));
  const ensembles = await readEnsembles(folder, models);
  const metrics = createRequestMetrics(telemetry.metrics);
  const service = createGatewayService({
    version: VERSION,
    ensembles,
    upstreams,
    metrics,
    ready: readiness.ready,
  });
  const started = whenAllAreReady(service, [...ensembles.keys()]);
  readiness.require('keys', guard.ready);
  readiness.require('models', started.done);

  const auth = config.authUrl === undefined ? undefined : connectTo(config.authUrl);
  const app = createGatewayApp({ config, telemetry, readiness, guard, service, auth });
  const server = await listen(app, config, { readiness, ...telemetry });
  void guard.start();
  logger.info(`listening on http://${server.host}:${server.port}`);
  return {
    onDefect: (error) => logger.fatal({ err: error }, 'defect'),
    stop: async () => {
      await server.drain();
      started.stop();
      guard.stop();
      await Promise.all([auth?.close(), ...upstreams.map((upstream) => upstream.close())]);
      await telemetry.shutdown();
    },
  };
}

const READY_CHECK_MILLIS = 250;

/**
 * Asks until every ensemble has had its quorum once. Later losses do not make the gateway unready: it would take the
 * partial answers and the other ensembles away with it.
 */
function whenAllAreReady(service: InferenceService, names: readonly string[]) {
  const stopped = new AbortController();
  let done = false;
  const wait = async () => {
    while (!stopped.signal.aborted) {
      const states = await Promise.all(names.map((name) => service.modelReady({ name }, ownQuestion())));
      done = states.every((state) => state.ok && state.value);
      if (done) return;
      await sleep(READY_CHECK_MILLIS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  void wait();
  return { done: () => done, stop: () => stopped.abort() };
}
