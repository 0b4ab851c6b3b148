import { listen } from '@slipway/service-http';
import { requireConfig, type RunningService } from '@slipway/service-lifecycle';
import { createTelemetry } from '@slipway/service-telemetry';
import { createAuth } from './create-auth.ts';
import { authSettings } from './settings.ts';

/** Builds the token service from its environment, listens, and tells how to stop. */
export async function startAuth(env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  const config = requireConfig(authSettings, env);
  const telemetry = createTelemetry({ name: 'auth', version: '0.1.0' }, config);
  const { logger } = telemetry;
  const auth = await createAuth(config, telemetry);
  const server = await listen(auth.app, config, { readiness: auth.readiness, ...telemetry });
  logger.info(`listening on http://${server.host}:${server.port}`);
  return {
    onDefect: (error) => logger.fatal({ err: error }, 'defect'),
    async stop() {
      await server.drain();
      await auth.stop();
      await telemetry.shutdown();
    },
  };
}
