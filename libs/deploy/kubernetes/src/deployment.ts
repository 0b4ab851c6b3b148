import { stopSecondsOf, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { containerEnvironment, DRAIN_DELAY_SECONDS } from './environment.ts';
import { HTTP, labelsOf, metadataOf, selectorOf, START_AFTER } from './names.ts';
import { mountsOf, volumesOf } from './volumes.ts';

/** Time for every node to learn that a pod takes no new connections; a stopping one serves on meanwhile, in seconds. */
const PROPAGATION_SECONDS = 5;
/** Pulling an image and being scheduled, beyond the declared start, in seconds. */
const PLACEMENT_SECONDS = 60;
/** Pods of a node that is gone are replaced after this, instead of after five minutes. */
const NODE_LOSS_SECONDS = 30;
const LIVENESS_PERIOD_SECONDS = 10;
/** Of a node's disk a service takes its log alone: five files of 10 MiB on most nodes, of 50 MiB on some. */
const LOG_STORAGE = { request: '64Mi', limit: '512Mi' };

/** One service as Kubernetes runs it: see docs/explanation/hardening.md for each setting. */
export function deployment(service: ServiceDeclaration, services: readonly ServiceDeclaration[]) {
  const { name, uid, probes } = service;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadataOf(service), ...startAfter(service) },
    // No `replicas`: an overlay sets them, or an autoscaler owns them.
    spec: {
      selector: { matchLabels: selectorOf(name) },
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: probes.startupSeconds + PLACEMENT_SECONDS,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: labelsOf(service) },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: PROPAGATION_SECONDS + DRAIN_DELAY_SECONDS + stopSecondsOf(service),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: uid,
            runAsGroup: uid,
            fsGroup: uid,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((key) => ({
            topologyKey: key,
            maxSkew: 1,
            // A node may carry no such label, and one node is enough for development.
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: selectorOf(name) },
            matchLabelKeys: ['pod-template-hash'],
          })),
          tolerations: ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
            key,
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds: NODE_LOSS_SECONDS,
          })),
          containers: [container(service, services)],
          volumes: volumesOf(service),
        },
      },
    },
  };
}

/** `slipway apply` brings a service to its new state only when those that it calls are in theirs. */
const startAfter = ({ calls }: ServiceDeclaration) =>
  calls.length === 0 ? {} : { annotations: { [START_AFTER]: calls.map(({ service }) => service).join(',') } };

function container(service: ServiceDeclaration, services: readonly ServiceDeclaration[]) {
  const { name, ports, limits, requests } = service;
  return {
    name,
    // The component `images` puts registry, tag and digest in its place.
    image: `slipway/${name}`,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: HTTP, containerPort: ports.http, protocol: 'TCP' }],
    env: containerEnvironment(service, services),
    resources: {
      requests: { ...resources(requests), 'ephemeral-storage': LOG_STORAGE.request },
      limits: { ...resources(limits), 'ephemeral-storage': LOG_STORAGE.limit },
    },
    ...probesOf(service),
    lifecycle: { preStop: { sleep: { seconds: PROPAGATION_SECONDS } } },
    securityContext: {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: mountsOf(service),
  };
}

const resources = ({ cpus, memoryMiB }: { readonly cpus: number; readonly memoryMiB: number }) => ({
  cpu: `${Math.round(cpus * 1000)}m`,
  memory: `${memoryMiB}Mi`,
});

/** Started: it listens. Ready: it may be asked. Alive: only a restart would help. */
function probesOf({ probes }: ServiceDeclaration) {
  const get = (path: string) => ({ httpGet: { path, port: HTTP } });
  return {
    startupProbe: {
      ...get(probes.liveness),
      periodSeconds: 1,
      timeoutSeconds: 2,
      failureThreshold: probes.startupSeconds,
    },
    readinessProbe: { ...get(probes.readiness), periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 3 },
    // A loop that is blocked, or a node that is busy, for some seconds comes back by itself.
    livenessProbe: {
      ...get(probes.liveness),
      periodSeconds: LIVENESS_PERIOD_SECONDS,
      timeoutSeconds: 10,
      failureThreshold: 3,
    },
  };
}
