import { portsOf, selects, workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, imagesOf, listOf, neededObjects, type Manifest } from '@slipway/deploy-plan';
import { at, type Rule } from './rule.ts';

const REFERENCE = /^[^\s:@]+(?:\.[^\s:@]+|:\d+)?\/[^\s:@]+:[\w.-]+@sha256:[0-9a-f]{64}$/;

export const pinnedImages: Rule = {
  promise: 'names every image by registry, tag and digest, once there is a lock',
  find: ({ manifests }) =>
    manifests.flatMap((manifest) =>
      at(
        `${manifest.kind} ${manifest.metadata.name}`,
        imagesOf(manifest).map(({ image }) => !REFERENCE.test(image) && `runs ${image}`),
      ),
    ),
};

/** Secrets that no manifest holds: `slipway apply` makes them, or people do. */
const MADE_ELSEWHERE = /^(?:client-[a-z0-9-]+|database|public-tls)$/;
const WITH_HASH = /-[a-z0-9]{10}$/;

/** A Job runs once and cannot be changed, so nothing restarts it. */
const isRestarted = ({ kind }: Manifest): boolean => kind !== 'Job';

export const references: Rule = {
  promise: 'has every ConfigMap that Pods refer to, by a name that changes with what is in it',
  find: ({ manifests }) => {
    const isThere = (kind: string, name: string) =>
      manifests.some((one) => one.kind === kind && one.metadata.name === name);
    const ofConfigMaps = (all: readonly Manifest[]) =>
      neededObjects(all).filter(({ kind }) => kind === 'ConfigMap');
    return [
      ...neededObjects(manifests)
        .filter(({ kind, name }) => !isThere(kind, name) && !(kind === 'Secret' && MADE_ELSEWHERE.test(name)))
        .map(({ kind, name }) => `${kind} ${name}: nobody makes it`),
      ...ofConfigMaps(manifests.filter(isRestarted))
        .filter(({ name }) => !WITH_HASH.test(name))
        .map(
          ({ name }) =>
            `ConfigMap ${name}: has a name without a hash, so that a change of it restarts nobody`,
        ),
    ];
  },
};

export const services: Rule = {
  promise: 'leads every Service to Pods that listen on its ports',
  find: ({ manifests }) =>
    manifests
      .filter(({ kind }) => kind === 'Service')
      .flatMap((service) => {
        const chosen = workloadsIn(manifests).filter(({ podLabels }) =>
          selects({ matchLabels: fieldOf(service, 'spec', 'selector') }, podLabels),
        );
        const ports = chosen.flatMap(portsOf);
        return at(`Service ${service.metadata.name}`, [
          chosen.length !== 1 && `leads to ${chosen.length} workloads`,
          ...listOf(service, 'spec', 'ports').map((port) => {
            const target = fieldOf(port, 'targetPort');
            return (
              !ports.some(({ name, number }) => target === name || target === number) && `leads to no port`
            );
          }),
        ]);
      }),
};

const RESTRICTED = ['enforce', 'warn', 'audit'].map((mode) => `pod-security.kubernetes.io/${mode}`);
/** Kinds that are in no namespace. */
const OF_THE_CLUSTER = ['Namespace'];

export const namespace: Rule = {
  promise: 'is in one namespace, which it makes: restricted, and only for images of the lock',
  find: ({ manifests }) => {
    const [own, ...others] = manifests.filter(({ kind }) => kind === 'Namespace');
    const labels = own?.metadata.labels ?? {};
    return [
      ...(own === undefined || others.length > 0 ? ['there is not one Namespace'] : []),
      ...RESTRICTED.filter((label) => labels[label] !== 'restricted').map(
        (label) => `${label} is not restricted`,
      ),
      ...(labels['slipway.dev/images'] === 'locked' ? [] : ['images need not be locked']),
      ...manifests
        .filter((one) => !OF_THE_CLUSTER.includes(one.kind) && one.metadata.namespace !== own?.metadata.name)
        .map((one: Manifest) => `${one.kind} ${one.metadata.name}: is in another namespace`),
    ];
  },
};
