/** A place for images: `host/prefix`, and which kind of service it is, for hints. */
export interface Registry {
  readonly kind: 'docker-hub' | 'ecr' | 'ghcr' | 'other';
  readonly host: string;
  readonly prefix: string;
  /** Whether it is on this machine, the only place where plain HTTP is spoken. */
  readonly loopback: boolean;
}

export type RegistryResult =
  { readonly ok: true; readonly value: Registry } | { readonly ok: false; readonly error: string };

const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;
const FORMS =
  'docker.io/<org>, <account>.dkr.ecr.<region>.amazonaws.com/<prefix>, ghcr.io/<org> or <host>:<port>/<prefix>';

/** What `SLIPWAY_REGISTRY` means; the error is one line that names the accepted forms. */
export function parseRegistry(text: string): RegistryResult {
  const refuse = {
    ok: false,
    error: `SLIPWAY_REGISTRY: expected ${FORMS}, got "${text.slice(0, 80)}"`,
  } as const;
  const [host = '', ...path] = text.replace(/\/$/, '').split('/');
  const isHost = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[::1\])(?::\d{1,5})?$/.test(host);
  // Docker takes a first part without dot or port for an organisation on Docker Hub.
  const isNamed = host === 'localhost' || /[.:]/.test(host);
  const isPath = path.every((part) => /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(part));
  if (!isHost || !isNamed || !isPath) return refuse;
  const kind = kindOf(host);
  if ((kind === 'docker-hub' && path.length !== 1) || (kind === 'ghcr' && path.length === 0)) return refuse;
  return { ok: true, value: { kind, host, prefix: path.join('/'), loopback: isLoopback(host) } };
}

function kindOf(host: string): Registry['kind'] {
  if (host === 'docker.io') return 'docker-hub';
  if (host === 'ghcr.io') return 'ghcr';
  return ECR.test(host) ? 'ecr' : 'other';
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);

/** The repository of a service's image there. */
export const repositoryIn = ({ host, prefix }: Registry, service: string): string =>
  [host, prefix, service].filter((part) => part !== '').join('/');

/** The registry of a repository, or undefined where the name has none and only the engine knows it. */
export function registryOf(repository: string): Registry | undefined {
  const parsed = parseRegistry(repository.slice(0, Math.max(0, repository.lastIndexOf('/'))));
  return parsed.ok ? parsed.value : undefined;
}
