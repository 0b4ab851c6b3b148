import { environmentOf, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { DATABASE_SECRET, SECRETS_DIR, SETTINGS } from './names.ts';

/** One variable of a container. */
export type EnvironmentVariable =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly valueFrom: {
        readonly configMapKeyRef: {
          readonly name: string;
          readonly key: string;
          readonly optional?: boolean;
        };
      };
    };

/** What a service is told: the same as on every platform, with what an environment decides from its ConfigMap. */
export function containerEnvironment(
  service: ServiceDeclaration,
  services: readonly ServiceDeclaration[],
  heapMiB: number,
): readonly EnvironmentVariable[] {
  const portOf = new Map(services.map(({ name, ports }) => [name, ports.http]));
  const { SLIPWAY_ISSUER: _, SLIPWAY_STATE_DIR: __, ...declared } = environmentOf(service, services, {
    urlOf: (name) => `http://${name}:${portOf.get(name)}`,
    host: '0.0.0.0',
    port: service.ports.http,
    issuer: '',
    secretsDir: SECRETS_DIR,
    // Replicas share no folder: what has state keeps it in the database.
    stateDir: '',
  });
  return [
    setting('SLIPWAY_ISSUER'),
    ...Object.entries(declared).map(([name, value]) => ({ name, value })),
    ...(service.database
      ? [
          setting('SLIPWAY_DATABASE_URL'),
          { name: 'SLIPWAY_DATABASE_PASSWORD_FILE', value: `${SECRETS_DIR}/${DATABASE_SECRET}` },
        ]
      : []),
    { name: 'NODE_OPTIONS', value: `--max-old-space-size=${heapMiB}` },
    setting('OTEL_EXPORTER_OTLP_ENDPOINT', { optional: true }),
  ];
}

const setting = (name: string, more: { readonly optional?: boolean } = {}): EnvironmentVariable => ({
  name,
  valueFrom: { configMapKeyRef: { name: SETTINGS, key: name, ...more } },
});
