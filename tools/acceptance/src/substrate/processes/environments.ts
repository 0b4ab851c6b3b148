import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, type ServiceDeclaration } from '@slipway/deploy-declaration';
import type { StackOptions } from '../substrate.ts';

export interface Placed {
  readonly options: StackOptions;
  /** Folder for secrets and state. */
  readonly home: string;
  readonly urlOf: (service: string) => string;
  readonly portOf: ReadonlyMap<string, number>;
  readonly issuer: string;
  /** The key set that services verify with: the token service's keys and those of the tests. */
  readonly jwksUrl: string;
}

/** A stop in a test need not wait until load balancers have learned of it. */
const SHORT_DRAIN = { SLIPWAY_DRAIN_DELAY_MILLIS: '200' };

/** Makes the folders, and answers the environment of each service: nothing of the caller's but the search path. */
export function environments(
  system: readonly ServiceDeclaration[],
  { options, home, urlOf, portOf, issuer, jwksUrl }: Placed,
): (service: string) => Record<string, string> {
  const secretsDir = join(home, 'secrets');
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 });
  for (const client of new Set(system.flatMap(({ secrets }) => secrets)))
    writeFileSync(join(secretsDir, client), randomBytes(32).toString('base64url'), { mode: 0o600 });

  return (name) => {
    const service = system.find((candidate) => candidate.name === name)!;
    const stateDir = join(home, 'state', name);
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    return {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      ...SHORT_DRAIN,
      ...environmentOf(service, system, {
        urlOf,
        host: '127.0.0.1',
        port: portOf.get(name)!,
        issuer,
        secretsDir,
        stateDir,
      }),
      ...(service.kind !== 'auth' && { SLIPWAY_JWKS_URL: jwksUrl }),
      ...options.settings,
      ...options.settingsOf?.[name],
    };
  };
}
