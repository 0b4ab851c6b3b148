import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '@slipway/auth-verifier';
import { createReadiness, type Readiness } from '@slipway/service-lifecycle';
import type { Telemetry } from '@slipway/service-telemetry';
import type { Express } from 'express';
import { createClientAdministration } from './admin/client-administration.ts';
import { createAuthApp } from './app.ts';
import { createAuthenticator } from './clients/authenticator.ts';
import { createClientRegistry } from './clients/client-registry.ts';
import {
  createDeclaredClients,
  readDeclaredClients,
  type DeclaredClientsSync,
} from './clients/declared-clients.ts';
import { createSecretFiles } from './clients/secret-files.ts';
import { createKeyKeeper } from './keys/key-keeper.ts';
import { observeTokens } from './observe-tokens.ts';
import { createIssuer } from './oauth/issuer.ts';
import type { AuthConfig } from './settings.ts';
import { SqliteAuthStore } from './store/sqlite-auth-store.ts';

export interface Auth {
  readonly app: Express;
  readonly readiness: Readiness;
  /** Releases the database; nothing may be asked of `app` afterwards. */
  stop(): Promise<void>;
}

/** How soon a replaced secret file is seen. */
const SECRET_FILE_POLL_MILLIS = 5_000;

/** Builds the token service over its state folder; it is ready when this returns, and does not listen. */
export async function createAuth(
  config: AuthConfig,
  telemetry: Telemetry,
  clock: Clock = systemClock,
): Promise<Auth> {
  const declared = await readDeclaredClients(
    config.clientsFile ?? fileURLToPath(new URL('../clients.yaml', import.meta.url)),
  );
  const store = SqliteAuthStore.open(join(config.stateDir, 'auth.db'));
  const { issuer: issuerUrl, tokenTtlSeconds, secretOverlapSeconds: overlapSeconds } = config;
  const onError = (error: unknown) =>
    telemetry.logger.error({ err: error }, 'maintenance failed; it is tried again');

  const registry = createClientRegistry({ store, clock });
  const authenticator = createAuthenticator({ store, clock });
  const files = createSecretFiles(config.secretsDir);
  const declaredClients = createDeclaredClients({ declared, registry, files, overlapSeconds });
  const onTokenRequest = observeTokens(telemetry);
  const issuer = createIssuer({
    issuer: issuerUrl,
    store,
    authenticator,
    clock,
    tokenTtlSeconds,
    onTokenRequest,
  });
  const keys = createKeyKeeper({
    store,
    clock,
    publishSeconds: config.keyPublishSeconds,
    onChange: issuer.use,
    onError,
  });

  await declaredClients.sync();
  await keys.start();
  const stopWatching = watchSecretFiles(declaredClients, clock, onError);

  const readiness = createReadiness();
  readiness.require('keys', () => keys.current().keys.length > 0);
  const clients = createClientAdministration({ registry, declared: declaredClients, overlapSeconds });
  const app = createAuthApp({
    config,
    telemetry,
    readiness,
    issuerUrl,
    issuer,
    authenticator,
    store,
    clients,
    keys,
  });
  return {
    app,
    readiness,
    async stop() {
      stopWatching();
      keys.stop();
      await store.close();
    },
  };
}

function watchSecretFiles(
  clients: DeclaredClientsSync,
  clock: Clock,
  onError: (error: unknown) => void,
): () => void {
  let cancel: (() => void) | undefined;
  let stopped = false;
  const schedule = () => {
    if (!stopped) cancel = clock.after(SECRET_FILE_POLL_MILLIS, () => void look());
  };
  const look = async () => {
    await clients.sync().catch((error: unknown) => stopped || onError(error));
    schedule();
  };
  schedule();
  return () => {
    stopped = true;
    cancel?.();
  };
}
