import { environmentOf, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { stateDirIn } from '../run-state/prepare-home.ts';
import type { Workspace } from '../workspace.ts';

const HOST = '127.0.0.1';
/** A service gets these of the caller's environment, and no secret that happens to be there. */
const INHERITED = /^(PATH|HOME|LANG|TZ|TMPDIR|SystemRoot|SLIPWAY_(?!(HOME|PORT_OFFSET)$).+|OTEL_.+)$/;

/** Where the services of one run are. */
export interface Addresses {
  readonly urlOf: (service: string) => string;
  readonly portOf: (service: ServiceDeclaration) => number;
  /** The public origin. */
  readonly origin: string;
  readonly host: string;
}

/** Loopback, on the declared ports moved by `portOffset`. */
export function addressesOf(system: readonly ServiceDeclaration[], portOffset: number): Addresses {
  const portOf = ({ ports }: ServiceDeclaration) => ports.http + portOffset;
  const urlOf = (name: string) => {
    const service = system.find((candidate) => candidate.name === name);
    if (service === undefined) throw new Error(`No service ${name}`);
    return `http://${HOST}:${portOf(service)}`;
  };
  const front = system.find((service) => service.public) ?? system[0];
  return { portOf, urlOf, host: HOST, origin: front === undefined ? `http://${HOST}` : urlOf(front.name) };
}

/** The whole environment of a service as a process; what follows from the declarations wins over the caller's. */
export function processEnvironment(
  service: ServiceDeclaration,
  system: readonly ServiceDeclaration[],
  { workspace, addresses }: { readonly workspace: Workspace; readonly addresses: Addresses },
): Record<string, string> {
  const inherited = Object.entries(workspace.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && INHERITED.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    ...environmentOf(service, system, {
      urlOf: addresses.urlOf,
      host: addresses.host,
      port: addresses.portOf(service),
      issuer: addresses.origin,
      secretsDir: workspace.secretsDir,
      stateDir: stateDirIn(workspace.home)(service),
    }),
  };
}
