import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { deployment } from './deployment.ts';
import { allowDns, defaultDeny, edgesPolicy } from './network-policies.ts';
import { autoscaler, disruptionBudget, scales } from './scaling.ts';
import { service, serviceAccount } from './service.ts';

/** Every file below `k8s/` that follows from the declarations, as a value by its path. */
export function kubernetesFiles(services: readonly ServiceDeclaration[]): ReadonlyMap<string, unknown> {
  const base = services.flatMap((declared) =>
    folder(`k8s/base/${declared.name}`, 'Kustomization', {
      'service-account': serviceAccount(declared),
      service: service(declared),
      deployment: deployment(declared, services),
    }),
  );
  const named = <T>(of: readonly ServiceDeclaration[], make: (declared: ServiceDeclaration) => T) =>
    Object.fromEntries(of.map((declared) => [declared.name, make(declared)]));
  return new Map([
    ...base,
    ...folder('k8s/components/network-policies', 'Component', {
      'default-deny': defaultDeny,
      'allow-dns': allowDns,
      ...named(services, (declared) => edgesPolicy(declared, services)),
    }),
    ...folder('k8s/components/autoscaling', 'Component', named(services.filter(scales), autoscaler)),
    ...folder('k8s/components/availability', 'Component', named(services, disruptionBudget)),
  ]);
}

const API_VERSIONS = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
} as const;

/** A folder with a file for each manifest and the kustomization that lists them. */
export function folder(
  path: string,
  kind: keyof typeof API_VERSIONS,
  manifests: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  const resources = Object.keys(manifests).map((name) => `${name}.yaml`);
  return [
    ...Object.entries(manifests).map(([name, value]) => [`${path}/${name}.yaml`, value] as const),
    [`${path}/kustomization.yaml`, { apiVersion: API_VERSIONS[kind], kind, resources }],
  ];
}
