import { environmentOf, memorySettingsOf, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { DATABASE_SECRET, SECRETS_DIR, SETTINGS } from './names.ts';

/**
 * Longer than clients are advised to keep an idle connection: those that a stop closes are then idle ones that nobody
 * sends anything over.
 */
export const DRAIN_DELAY_SECONDS = 5;

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
): readonly EnvironmentVariable[] {
  const portOf = new Map(services.map(({ name, ports }) => [name, ports.http]));
  const {
    SLIPWAY_ISSUER: _,
    SLIPWAY_STATE_DIR: __,
    ...declared
  } = environmentOf(service, services, {
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
    ...asVariables(declared),
    { name: 'SLIPWAY_DRAIN_DELAY_MILLIS', value: String(DRAIN_DELAY_SECONDS * 1000) },
    ...(service.database
      ? [
          setting('SLIPWAY_DATABASE_URL'),
          { name: 'SLIPWAY_DATABASE_PASSWORD_FILE', value: `${SECRETS_DIR}/${DATABASE_SECRET}` },
        ]
      : []),
    ...asVariables(memorySettingsOf(service)),
    setting('OTEL_EXPORTER_OTLP_ENDPOINT', { optional: true }),
  ];
}

const asVariables = (values: Readonly<Record<string, string>>): readonly EnvironmentVariable[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const setting = (name: string, more: { readonly optional?: boolean } = {}): EnvironmentVariable => ({
  name,
  valueFrom: { configMapKeyRef: { name: SETTINGS, key: name, ...more } },
});
