import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '@slipway/auth-verifier';
import { createReadiness, type Readiness } from '@slipway/service-lifecycle';
import type { Logger, Telemetry } from '@slipway/service-telemetry';
import type { Express } from 'express';
import { createClientAdministration } from './admin/client-administration.ts';
import { createAuthApp } from './app.ts';
import { createAuthenticator } from './clients/authenticator.ts';
import { createClientRegistry } from './clients/client-registry.ts';
import {
  createDeclaredClients,
  readDeclaredClients,
  servicesOf,
  type DeclaredClients,
} from './clients/declared-clients.ts';
import { createSecretFiles } from './clients/secret-files.ts';
import { watchSecretFiles } from './clients/watch-secret-files.ts';
import { createKeyKeeper } from './keys/key-keeper.ts';
import { observeTokens } from './observe-tokens.ts';
import { createIssuer } from './oauth/issuer.ts';
import type { AuthConfig } from './settings.ts';
import type { AuthStore } from './store/auth-store.ts';
import { awaitDatabase } from './store/await-database.ts';
import { openAuthStore } from './store/open-auth-store.ts';
import { StoreUnavailableError } from './store/store-unavailable-error.ts';

export interface Auth {
  readonly app: Express;
  readonly readiness: Readiness;
  /** Releases the database; nothing may be asked of `app` afterwards. */
  stop(): Promise<void>;
}

/** Builds the token service over its database; it is ready when this returns, and does not listen. */
export async function createAuth(
  config: AuthConfig,
  telemetry: Telemetry,
  clock: Clock = systemClock,
): Promise<Auth> {
  const declared = await readDeclaredClients(
    config.clientsFile ?? fileURLToPath(new URL('../clients.yaml', import.meta.url)),
  );
  const waitUntil = performance.now() + config.databaseWaitSeconds * 1000;
  const store = await openAuthStore(config, telemetry.logger);
  try {
    return await assemble({ config, telemetry, clock, declared, store, waitUntil });
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Parts {
  readonly config: AuthConfig;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly declared: DeclaredClients;
  readonly store: AuthStore;
  /** Until then a start bears a database that is away, by `performance.now()`. */
  readonly waitUntil: number;
}

async function assemble({ config, telemetry, clock, declared, store, waitUntil }: Parts): Promise<Auth> {
  const { issuer: issuerUrl, tokenTtlSeconds, secretOverlapSeconds: overlapSeconds } = config;
  const onError = reportFailures(telemetry.logger);
  const registry = createClientRegistry({ store, clock });
  const authenticator = createAuthenticator({ store, clock });
  const files = createSecretFiles(config.secretsDir);
  const declaredClients = createDeclaredClients({ declared, registry, files, authenticator, overlapSeconds });
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

  // Both can be done again: a database that was there a moment ago may be away, or slow, now.
  await awaitDatabase(() => declaredClients.sync().then(keys.start), {
    waitMillis: Math.max(0, Math.round(waitUntil - performance.now())),
    what: 'Cannot use the database',
    onWait: ({ message }) => telemetry.logger.warn(`waiting for the database: ${message}`),
  });
  const stopWatching = watchSecretFiles({ clients: declaredClients, clock, onError });

  const readiness = createReadiness();
  readiness.require('keys', () => keys.current().keys.length > 0);
  // Its keys may be out of date, so verifiers should ask another replica; who asks this one still gets them.
  readiness.require('store', keys.isCurrent);
  const app = createAuthApp({
    ...{ config, telemetry, readiness, issuerUrl, issuer, authenticator, store, keys },
    clients: createClientAdministration({ registry, declared: declaredClients, overlapSeconds }),
    services: servicesOf(declared),
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

/** A database that is away is for an operator; anything else is for us, so it has its stack. */
const reportFailures = (logger: Logger) => (error: unknown, retryMillis: number) => {
  const next = `tried again in ${retryMillis} ms`;
  if (error instanceof StoreUnavailableError) logger.warn(`${error.message}; ${next}`);
  else logger.error({ err: error }, `maintenance failed; ${next}`);
};
