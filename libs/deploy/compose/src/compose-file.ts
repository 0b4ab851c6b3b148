import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { SECRETS } from './names.ts';
import { edgesOf, networkOf } from './networks.ts';
import { GUEST_VOLUMES, secretsService } from './secrets.ts';
import { composeService, secretsVolume, stateVolume } from './service.ts';

/** The parts of a Compose file, by name. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** `compose/services.yaml` as a value: the declared services, a network for each edge, volumes and secrets. */
export function composeFile(services: readonly ServiceDeclaration[]): ComposeFile {
  const named = <T>(names: readonly string[], value: T) =>
    Object.fromEntries(names.map((name) => [name, value]));
  const withSecrets = services
    .filter(({ secrets }) => secrets.length > 0)
    .map(({ name }) => secretsVolume(name));
  const withState = services.filter(({ state }) => state).map(({ name }) => stateVolume(name));
  return {
    services: {
      [SECRETS]: secretsService(services),
      ...Object.fromEntries(services.map((service) => [service.name, composeService(service, services)])),
    },
    networks: named(edgesOf(services).map(networkOf), { internal: true }),
    volumes: named(['given-secrets', ...withSecrets, ...GUEST_VOLUMES, ...withState], {}),
  };
}
