import type { ImageFacts, ServiceDeclaration } from '@slipway/deploy-declaration';
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

/**
 * `compose/services.yaml` as a value: the declared services, a network for each edge, volumes and secrets. Images get
 * their `facts` by the service's name, and the defaults of the Dockerfile where there are none.
 */
export function composeFile(
  services: readonly ServiceDeclaration[],
  facts: ReadonlyMap<string, ImageFacts> = new Map(),
): ComposeFile {
  const named = <T>(names: readonly string[], value: T) =>
    Object.fromEntries(names.map((name) => [name, value]));
  const withSecrets = services
    .filter(({ secrets }) => secrets.length > 0)
    .map(({ name }) => secretsVolume(name));
  const withState = services.filter(({ state }) => state).map(({ name }) => stateVolume(name));
  return {
    services: {
      [SECRETS]: secretsService(services),
      ...Object.fromEntries(
        services.map((service) => [
          service.name,
          composeService(service, { services, facts: facts.get(service.name) }),
        ]),
      ),
    },
    networks: named(edgesOf(services).map(networkOf), { internal: true }),
    volumes: named(['given-secrets', ...withSecrets, ...GUEST_VOLUMES, ...withState], {}),
  };
}
