import { composeFile } from '@slipway/deploy-compose';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { StackOptions } from '../substrate.ts';

export const KEY_SERVER = 'key-server';
const KEY_SERVER_PORT = 8070;

/** Where the services find the key set of the tests. */
export const keyServerUrl = `http://${KEY_SERVER}:${KEY_SERVER_PORT}`;

export interface OverrideOptions {
  readonly options: StackOptions;
  /** Host ports of 127.0.0.1 by service, and of the key server. */
  readonly portOf: ReadonlyMap<string, number>;
  /** Folder of key-server.ts. */
  readonly credentialsDir: string;
}

/** A stop in a test need not wait until load balancers have learned of it. */
const SHORT_DRAIN = { SLIPWAY_DRAIN_DELAY_MILLIS: '200' };

/**
 * What the suite lays over compose.yaml: settings of the test, a port on 127.0.0.1 for each service, each on a network
 * of its own, and the key server. Everything else, hardening and networks included, is as committed.
 */
export function override(system: readonly ServiceDeclaration[], placed: OverrideOptions) {
  const { options, portOf, credentialsDir } = placed;
  const services = system.map(({ name, kind, ports }) => [
    name,
    {
      ports: [`127.0.0.1:${portOf.get(name)}:${ports.http}`],
      networks: [accessTo(name)],
      environment: {
        ...SHORT_DRAIN,
        ...(kind !== 'auth' && { SLIPWAY_JWKS_URL: `${keyServerUrl}/oauth2/jwks` }),
        ...options.settings,
        ...options.settingsOf?.[name],
      },
    },
  ]);
  const auth = system.find(({ kind }) => kind === 'auth')!;
  const networks = [...system.map(({ name }) => accessTo(name)), accessTo(KEY_SERVER)];
  const { networks: declared } = composeFile(system);
  return {
    services: {
      ...Object.fromEntries(services),
      [KEY_SERVER]: {
        image: `\${SLIPWAY_REGISTRY:-slipway}/secrets:\${SLIPWAY_TAG:-dev}`,
        entrypoint: ['/usr/local/bin/node', '/credentials/key-server.ts'],
        user: '10097:10097',
        read_only: true,
        cap_drop: ['ALL'],
        environment: {
          PORT: String(KEY_SERVER_PORT),
          MIRRORED_URL: `http://${auth.name}:${auth.ports.http}/oauth2/jwks`,
        },
        volumes: [`${credentialsDir}:/credentials:ro`],
        ports: [`127.0.0.1:${portOf.get(KEY_SERVER)}:${KEY_SERVER_PORT}`],
        networks,
      },
    },
    networks: withSubnets([...networks, ...Object.keys(declared)]),
  };
}

/** Small ones of our own: the engine's own pools hold some thirty networks, which a running stack takes half of. */
const withSubnets = (names: readonly string[]) =>
  Object.fromEntries(
    names.map((name, index) => [name, { ipam: { config: [{ subnet: `10.182.${index}.0/27` }] } }]),
  );

const accessTo = (service: string): string => `test-to-${service}`;
