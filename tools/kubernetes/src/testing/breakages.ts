/* eslint-disable @typescript-eslint/no-explicit-any -- manifests are broken here in ways that no type foresees */
import type { Manifest } from '@slipway/deploy-plan';

export interface Breakage {
  readonly rule: string;
  /** Part of the line that says it. */
  readonly found: string;
  readonly breach: (manifests: Manifest[]) => void;
}

const object = (manifests: Manifest[], kind: string, name: string): any =>
  manifests.find((one) => one.kind === kind && one.metadata.name === name);
const pod = (manifests: Manifest[], name = 'gateway'): any =>
  (object(manifests, 'Deployment', name) ?? object(manifests, 'StatefulSet', name)).spec.template.spec;
const container = (manifests: Manifest[], name = 'gateway'): any => pod(manifests, name).containers[0];
const remove = (manifests: Manifest[], kind: string, name: string) => {
  manifests.splice(manifests.indexOf(object(manifests, kind, name)), 1);
};

const breakage =
  (rule: string) =>
  (found: string, breach: Breakage['breach']): Breakage => ({ rule, found, breach });

const of = {
  ownAccount: breakage('ownAccount'),
  labels: breakage('labels'),
  confinedPods: breakage('confinedPods'),
  confinedContainers: breakage('confinedContainers'),
  rollouts: breakage('rollouts'),
  graceful: breakage('graceful'),
  resources: breakage('resources'),
  replicas: breakage('replicas'),
  budgets: breakage('budgets'),
  defaultDeny: breakage('defaultDeny'),
  declaredEdges: breakage('declaredEdges'),
  namedPeers: breakage('namedPeers'),
  references: breakage('references'),
  services: breakage('services'),
  namespace: breakage('namespace'),
};

/** For each rule, ways to breach it that it must find. */
export const breakages: readonly Breakage[] = [
  of.ownAccount('account of another name', (all) => void (pod(all).serviceAccountName = 'auth')),
  of.ownAccount('Pods mount a token', (all) => delete pod(all).automountServiceAccountToken),
  of.ownAccount('no ServiceAccount', (all) => remove(all, 'ServiceAccount', 'gateway')),
  of.labels(
    'lacks app.kubernetes.io/part-of',
    (all) => delete object(all, 'Service', 'auth').metadata.labels,
  ),
  breakage('minimalSelectors')('selects by version', (all) => {
    object(all, 'Deployment', 'auth').spec.selector.matchLabels.version = '1';
  }),
  of.confinedPods('may run as root', (all) => delete pod(all).securityContext.runAsNonRoot),
  of.confinedPods('runs as user 999', (all) => void (pod(all).securityContext.runAsUser = 999)),
  of.confinedPods('no seccomp profile', (all) => delete pod(all, 'postgres').securityContext.seccompProfile),
  of.confinedPods('has hostPID', (all) => void (pod(all).hostPID = true)),
  of.confinedPods('folder of the node', (all) =>
    pod(all).volumes.push({ name: 'x', hostPath: { path: '/' } }),
  ),
  of.confinedPods('has no limit of size', (all) => pod(all).volumes.push({ name: 'x', emptyDir: {} })),
  of.confinedContainers('can write to its root', (all) => {
    container(all).securityContext.readOnlyRootFilesystem = false;
  }),
  of.confinedContainers('gets capabilities', (all) => {
    container(all).securityContext.capabilities.add = ['NET_RAW'];
  }),
  of.confinedContainers('can gain privileges', (all) => {
    pod(all).initContainers = [{ name: 'x', image: 'y', securityContext: { readOnlyRootFilesystem: true } }];
  }),
  breakage('probes')('is restarted when it is not ready', (all) => {
    container(all).livenessProbe.httpGet.path = '/readyz';
  }),
  breakage('probes')('has no startupProbe', (all) => delete container(all, 'postgres').startupProbe),
  of.rollouts('before new ones are ready', (all) => {
    object(all, 'Deployment', 'auth').spec.strategy.rollingUpdate.maxUnavailable = 1;
  }),
  of.rollouts('is not spread by kubernetes.io/hostname', (all) => pod(all).topologySpreadConstraints.pop()),
  of.graceful('is killed after 10 s', (all) => void (pod(all).terminationGracePeriodSeconds = 10)),
  of.graceful('while 5 + 5 + ', (all) => void (pod(all).terminationGracePeriodSeconds -= 5)),
  of.graceful('before nodes have learned', (all) => delete container(all).lifecycle),
  of.resources('no request of memory', (all) => delete container(all).resources.limits.memory),
  of.resources('no request of cpu', (all) => void (container(all).resources.requests.cpu = '2')),
  of.resources('heap that does not fit', (all) => void (container(all).resources.limits.memory = '160Mi')),
  of.replicas(
    'fixed number of replicas',
    (all) => void (object(all, 'Deployment', 'gateway').spec.replicas = 2),
  ),
  of.replicas('has no target', (all) => remove(all, 'Deployment', 'digits-onnx')),
  of.budgets('has 0 PodDisruptionBudgets', (all) => remove(all, 'PodDisruptionBudget', 'auth')),
  of.budgets('other than one at a time', (all) => {
    object(all, 'PodDisruptionBudget', 'auth').spec.maxUnavailable = 0;
  }),
  of.defaultDeny('no policy denies everything', (all) => remove(all, 'NetworkPolicy', 'default-deny')),
  of.defaultDeny('cannot ask DNS', (all) => remove(all, 'NetworkPolicy', 'allow-dns')),
  of.declaredEdges('gateway → auth:8090: is declared and closed', (all) => {
    object(all, 'NetworkPolicy', 'gateway').spec.egress.shift();
  }),
  of.declaredEdges('auth → gateway:8080: is open and not declared', (all) => {
    const peer = { podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'slipway' } } };
    object(all, 'NetworkPolicy', 'gateway').spec.ingress.push({ from: [peer] });
    object(all, 'NetworkPolicy', 'auth').spec.egress.push({ to: [peer] });
  }),
  breakage('edgesOfComponents')('gateway → postgres: is open', (all) => {
    const peer = { podSelector: {} };
    object(all, 'NetworkPolicy', 'gateway').spec.egress.push({ to: [peer] });
    object(all, 'NetworkPolicy', 'postgres').spec.ingress.push({ from: [peer] });
  }),
  of.namedPeers('lets everybody in', (all) => {
    object(all, 'NetworkPolicy', 'auth').spec.ingress.push({ ports: [{ port: 'http' }] });
  }),
  of.namedPeers(
    'opens every port',
    (all) => delete object(all, 'NetworkPolicy', 'auth').spec.ingress[0].ports,
  ),
  breakage('pinnedImages')(
    'runs slipway/auth:dev',
    (all) => void (container(all, 'auth').image = 'slipway/auth:dev'),
  ),
  of.references('ConfigMap settings-0123456789: nobody makes it', (all) => {
    container(all).env[0].valueFrom.configMapKeyRef.name = 'settings-0123456789';
  }),
  of.references('has a name without a hash', (all) => {
    container(all).env[0].valueFrom.configMapKeyRef.name = 'settings';
  }),
  of.references('Secret unknown: nobody makes it', (all) => {
    pod(all).volumes.find((one: any) => one.name === 'secrets').projected.sources[0].secret.name = 'unknown';
  }),
  of.services('leads to 0 workloads', (all) => {
    object(all, 'Service', 'auth').spec.selector['app.kubernetes.io/name'] = 'x';
  }),
  of.services(
    'leads to no port',
    (all) => void (object(all, 'Service', 'auth').spec.ports[0].targetPort = 80),
  ),
  of.namespace('enforce is not restricted', (all) => {
    object(all, 'Namespace', 'slipway-staging').metadata.labels['pod-security.kubernetes.io/enforce'] =
      'baseline';
  }),
  of.namespace(
    'is in another namespace',
    (all) => void (object(all, 'Service', 'auth').metadata.namespace = 'x'),
  ),
];
