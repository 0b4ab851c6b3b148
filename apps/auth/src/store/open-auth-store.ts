import { join } from 'node:path';
import { StartError } from '@slipway/service-lifecycle';
import type { Logger } from '@slipway/service-telemetry';
import type { AuthConfig } from '../settings.ts';
import type { AuthStore } from './auth-store.ts';
import { describeAddress, readDatabaseAddress } from './database-address.ts';
import { PostgresAuthStore } from './postgres-auth-store.ts';
import { readPassword } from './postgres-pool.ts';
import { SqliteAuthStore } from './sqlite-auth-store.ts';

type StoreConfig = Pick<
  AuthConfig,
  'stateDir' | 'databaseUrl' | 'databasePasswordFile' | 'databaseWaitSeconds'
>;

/** The store that the settings name: the shared database where there is one, else a file in the state folder. */
export async function openAuthStore(config: StoreConfig, logger: Logger): Promise<AuthStore> {
  const { stateDir, databaseUrl, databasePasswordFile: passwordFile, databaseWaitSeconds } = config;
  if (databaseUrl !== undefined) {
    const address = readDatabaseAddress(databaseUrl);
    if (passwordFile !== undefined) await requirePassword(passwordFile, address.password);
    logger.info(`state is kept in PostgreSQL at ${describeAddress(address)}`);
    return PostgresAuthStore.open({
      address,
      passwordFile,
      waitMillis: databaseWaitSeconds * 1000,
      onWait: ({ message }) => logger.warn(`waiting for PostgreSQL: ${message}`),
    });
  }
  // Else a mistyped name would start an empty store of its own beside the shared one.
  if (passwordFile !== undefined)
    throw new StartError('SLIPWAY_DATABASE_URL is missing: set it, or unset SLIPWAY_DATABASE_PASSWORD_FILE');
  if (stateDir === undefined)
    throw new StartError('SLIPWAY_STATE_DIR is missing: set it, or SLIPWAY_DATABASE_URL');
  return SqliteAuthStore.open(join(stateDir, 'auth.db'));
}

async function requirePassword(path: string, inAddress: string | undefined): Promise<void> {
  if (inAddress !== undefined)
    throw new StartError('There are two passwords: take the one out of SLIPWAY_DATABASE_URL');
  const password = await readPassword(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `SLIPWAY_DATABASE_PASSWORD_FILE: cannot read ${path} (${code}): make it readable for this service`,
    );
  });
  if (password === '') throw new StartError(`SLIPWAY_DATABASE_PASSWORD_FILE: ${path} is empty`);
}
