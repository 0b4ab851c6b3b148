import {
  environmentOf,
  memorySettingsOf,
  stopSecondsOf,
  type ImageFacts,
  type ServiceDeclaration,
} from '@slipway/deploy-declaration';
import { COLLECTOR, DATABASE_SECRET, POSTGRES, SECRETS, SECRETS_DIR, STATE_DIR } from './names.ts';
import { edgesOf, networkOf } from './networks.ts';

/** One service of the system as Compose runs it: see docs/explanation/hardening.md for each setting. */
export function composeService(
  service: ServiceDeclaration,
  { services, facts }: { readonly services: readonly ServiceDeclaration[]; readonly facts?: ImageFacts },
): Record<string, unknown> {
  const { name, uid, limits, probes } = service;
  return {
    image: `\${SLIPWAY_REGISTRY:-slipway}/${name}:\${SLIPWAY_TAG:-dev}`,
    build: buildOf(service, facts),
    pull_policy: BUILT_HERE,
    // Of `unless-stopped` the engine lets lie what ran when the engine itself was killed.
    restart: 'always',
    user: `${uid}:${uid}`,
    ...hardening({ tmpfsMiB: 16 }),
    environment: environment(service, services),
    // A name that nobody has must not hold up those that somebody has: Node resolves four at a time.
    dns_opt: ['timeout:1', 'attempts:2', 'ndots:0'],
    networks: edgesOf(services)
      .filter((edge) => edge.from === name || edge.to === name)
      .map(networkOf),
    ...volumesOf(service),
    depends_on: {
      ...(service.secrets.length > 0 && { [SECRETS]: { condition: 'service_completed_successfully' } }),
      ...Object.fromEntries(service.calls.map((call) => [call.service, { condition: 'service_healthy' }])),
      // Only where its profile is on.
      ...(service.database && { [POSTGRES]: { condition: 'service_healthy', required: false } }),
    },
    healthcheck: {
      test: ['CMD', '/usr/local/bin/node', '/app/health.mjs', probes.readiness],
      interval: '3s',
      // A busy machine takes seconds to start the program that asks.
      timeout: '10s',
      retries: 3,
      start_period: `${probes.startupSeconds}s`,
    },
    stop_grace_period: `${stopSecondsOf(service)}s`,
    scale: service.replicas.min,
    deploy: {
      resources: {
        limits: {
          cpus: String(limits.cpus),
          memory: `${limits.memoryMiB}M`,
          pids: limits.processes,
        },
      },
    },
    develop: { watch: watched(service) },
  };
}

/** Compose would ask a registry, where anybody may hold the name, before it builds a missing image. */
export const BUILT_HERE = 'never';

/** Written into each line of the engine's log files, where the shipper of compose/logging.yaml goes by them. */
const LOG_LABELS = 'com.docker.compose.project,com.docker.compose.service';

/** What every container of ours has in common, the proxy and the one-shots included. */
export const hardening = ({ tmpfsMiB }: { readonly tmpfsMiB: number }) => ({
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  tmpfs: [`/tmp:size=${tmpfsMiB}m,mode=1777,noexec,nosuid,nodev`],
  logging: {
    driver: 'json-file',
    options: { 'max-size': '10m', 'max-file': '3', labels: LOG_LABELS },
  },
});

const buildOf = ({ name, uid, description }: ServiceDeclaration, facts: ImageFacts | undefined) => ({
  context: '..',
  args: {
    SERVICE: name,
    SERVICE_UID: String(uid),
    DESCRIPTION: description,
    ...(facts && { VERSION: facts.version, ...(facts.models !== '' && { MODELS: facts.models }) }),
    REVISION: '${SLIPWAY_REVISION:-unknown}',
  },
});

function environment(service: ServiceDeclaration, services: readonly ServiceDeclaration[]) {
  const portOf = new Map(services.map(({ name, ports }) => [name, ports.http]));
  return {
    ...environmentOf(service, services, {
      urlOf: (name) => `http://${name}:${portOf.get(name)}`,
      host: '0.0.0.0',
      port: service.ports.http,
      issuer: '${SLIPWAY_ISSUER:-http://127.0.0.1:${SLIPWAY_EDGE_PORT:-8080}}',
      secretsDir: SECRETS_DIR,
      stateDir: STATE_DIR,
    }),
    ...(service.database && {
      SLIPWAY_DATABASE_URL: '${SLIPWAY_DATABASE_URL:-}',
      SLIPWAY_DATABASE_PASSWORD_FILE: `\${SLIPWAY_DATABASE_URL:+${SECRETS_DIR}/${DATABASE_SECRET}}`,
    }),
    ...memorySettingsOf(service),
    // Whether its profile is on or not: Compose has no variables by profile, and a collector that is away costs nothing.
    OTEL_EXPORTER_OTLP_ENDPOINT: `\${SLIPWAY_OTLP_ENDPOINT-http://${COLLECTOR}:4318}`,
  };
}

function volumesOf({ name, secrets, state }: ServiceDeclaration) {
  const volumes = [
    ...(secrets.length > 0 ? [`${secretsVolume(name)}:${SECRETS_DIR}:ro`] : []),
    ...(state ? [`${stateVolume(name)}:${STATE_DIR}`] : []),
  ];
  return volumes.length > 0 ? { volumes } : {};
}

export const secretsVolume = (service: string): string => `secrets-${service}`;
export const stateVolume = (service: string): string => `state-${service}`;

/** `docker compose watch`: what is edited is built anew, with every earlier layer from the cache. */
const watched = ({ name }: ServiceDeclaration) =>
  [`../apps/${name}`, '../libs', '../package-lock.json'].map((path) => ({
    action: 'rebuild',
    path,
    ignore: ['**/*.test.ts', '**/node_modules', '**/dist'],
  }));
