import { registryOf, type Registry } from '@slipway/deploy-lock';

/** What a registry's refusal means and how to mend it; undefined where the tool's own words are all there is. */
export function explainRefusal(stderr: string, repository: string): string | undefined {
  const registry = registryOf(repository);
  if (registry === undefined) return undefined;
  if (/no basic auth credentials|unauthorized|authentication required|\b401\b|denied/i.test(stderr))
    return `${registry.host} refused who we are; ${loginHint(registry, repository)}`;
  if (registry.kind === 'ecr' && /repository with name .* does not exist|name unknown/i.test(stderr))
    return `ECR makes no repository by itself; run: aws ecr create-repository --repository-name ${pathOf(registry, repository)}`;
  if (/server gave HTTP response to HTTPS client/i.test(stderr))
    return `${registry.host} speaks plain HTTP, which is used on this machine's own addresses only; give it a certificate`;
  if (/connection refused|no such host|i\/o timeout|network is unreachable/i.test(stderr))
    return `${registry.host} does not answer; start it, or set SLIPWAY_REGISTRY to one that runs`;
  return undefined;
}

const pathOf = ({ host }: Registry, repository: string): string => repository.slice(host.length + 1);

function loginHint({ kind, host }: Registry, repository: string): string {
  switch (kind) {
    case 'ecr': {
      const region = host.split('.')[3];
      return `run: aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${host} (or install amazon-ecr-credential-helper)`;
    }
    case 'docker-hub':
      return `run: docker login, as a member of ${repository.split('/')[1]} with the right to write`;
    case 'ghcr':
      return `run: docker login ghcr.io, with a token that has write:packages`;
    case 'other':
      return `run: docker login ${host}`;
  }
}
