import type { ServiceDeclaration } from './service.ts';

/** What a platform knows and a declaration does not. */
export interface Placement {
  /** Where a service is reached by the others. */
  readonly urlOf: (service: string) => string;
  /** Address that the service listens on, and its port there. */
  readonly host: string;
  readonly port: number;
  /** The public origin, which is the `iss` of every token, inside and outside. */
  readonly issuer: string;
  /** Folder with one file for each client secret. */
  readonly secretsDir: string;
  /** Folder that the service may write to. */
  readonly stateDir: string;
}

/** Variable that tells a caller where `service` is. */
export const urlVariable = (service: string): string =>
  `SLIPWAY_URL_${service.toUpperCase().replaceAll('-', '_')}`;

/** The environment of a service, the same on every platform: it follows from the declarations and the placement. */
export function environmentOf(
  service: ServiceDeclaration,
  system: readonly ServiceDeclaration[],
  placement: Placement,
): Record<string, string> {
  const called = system.filter(({ name }) => service.calls.some((call) => call.service === name));
  const auth = system.find(({ kind }) => kind === 'auth');
  const models = called.flatMap(({ name, models: served }) => served.map((model) => `${model}@${name}`));
  return {
    SLIPWAY_HOST: placement.host,
    SLIPWAY_PORT: String(placement.port),
    SLIPWAY_ISSUER: placement.issuer,
    SLIPWAY_DRAIN_TIMEOUT_MILLIS: String(service.drainSeconds * 1000),
    ...(auth && auth !== service && { SLIPWAY_JWKS_URL: `${placement.urlOf(auth.name)}/oauth2/jwks` }),
    ...Object.fromEntries(called.map(({ name }) => [urlVariable(name), placement.urlOf(name)])),
    ...(models.length > 0 && { SLIPWAY_MODELS: models.join(' ') }),
    ...(service.secrets.length > 0 && { SLIPWAY_SECRETS_DIR: placement.secretsDir }),
    ...(service.state && { SLIPWAY_STATE_DIR: placement.stateDir }),
  };
}
