import { fieldOf, listOf, numberOf, START_AFTER, textOf, type Manifest } from '@slipway/deploy-plan';
import {
  CALLS,
  each,
  environmentFacts,
  imageName,
  mebibytes,
  STARTS_AFTER,
  type Facts,
  type SystemFacts,
} from '../facts.ts';
import { openEdges, portsOf } from './edges.ts';
import { environmentIn } from './environment.ts';
import { parseQuantity } from './quantity.ts';
import { foldersOf, secretFilesOf } from './volumes.ts';
import { workloadsIn, type Workload } from './workloads.ts';

/** What a built overlay does with each service. */
export function overlayFacts(manifests: readonly Manifest[]): SystemFacts {
  const edges = openEdges(manifests);
  return new Map(
    workloadsIn(manifests).map((workload) => {
      const { name, manifest, container } = workload;
      const called = edges.filter(({ from }) => from === name).map(({ to }) => to);
      const after = (manifest.metadata.annotations?.[START_AFTER] ?? '')
        .split(',')
        .filter((one) => one !== '');
      return [
        name,
        {
          image: imageName(textOf(container, 'image') ?? ''),
          ...environmentFacts(environmentIn(container, manifests)),
          ...confinement(workload),
          ...limits(container),
          ...foldersOf(workload),
          ...health(workload),
          ...each('ports', reachablePorts(workload, manifests), 'open'),
          ...each('secrets', secretFilesOf(workload), 'mounted'),
          ...each(CALLS, [...new Set(called)], 'open'),
          ...each(STARTS_AFTER, after, 'ready'),
        },
      ];
    }),
  );
}

/** Ports of the Service with the workload's name that lead to a port which the container has. */
function reachablePorts(workload: Workload, manifests: readonly Manifest[]): readonly string[] {
  const service = manifests.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name === workload.name,
  );
  return listOf(service, 'spec', 'ports').flatMap((port) => {
    const target = fieldOf(port, 'targetPort') ?? fieldOf(port, 'port');
    const found = portsOf(workload).some(({ name, number }) => target === name || target === number);
    return found ? [String(numberOf(port, 'port'))] : [];
  });
}

function confinement({ container, podSpec }: Workload): Facts {
  const own = (field: string) =>
    fieldOf(container, 'securityContext', field) ?? fieldOf(podSpec, 'securityContext', field);
  const capabilities = fieldOf(container, 'securityContext', 'capabilities');
  const added = listOf(capabilities, 'add').map(String).sort().join();
  const profile = textOf(own('seccompProfile'), 'type');
  return {
    user:
      own('runAsUser') === undefined
        ? 'of the image'
        : `${String(own('runAsUser'))}:${String(own('runAsGroup'))}`,
    rootFileSystem: own('readOnlyRootFilesystem') === true ? 'read-only' : 'writable',
    capabilities: listOf(capabilities, 'drop').includes('ALL') ? added || 'none' : 'those of the engine',
    privileges:
      own('privileged') === true
        ? 'all'
        : own('allowPrivilegeEscalation') === false
          ? 'never gained'
          : 'may be gained',
    systemCalls: profile === 'RuntimeDefault' ? 'filtered' : (profile ?? 'not filtered'),
  };
}

function limits(container: unknown): Record<string, string> {
  const { cpu, memory } = (fieldOf(container, 'resources', 'limits') ?? {}) as Record<string, unknown>;
  return {
    ...(cpu !== undefined && { 'limits.cpus': String(parseQuantity(cpu)) }),
    ...(memory !== undefined && { 'limits.memory': mebibytes(parseQuantity(memory)) }),
  };
}

const DEFAULT_PERIOD_SECONDS = 10;

function health({ container, podSpec }: Workload): Record<string, string> {
  const startup = fieldOf(container, 'startupProbe');
  const readiness = fieldOf(container, 'readinessProbe');
  const asked = textOf(readiness, 'httpGet', 'path') ?? listOf(readiness, 'exec', 'command').join(' ');
  const grace = numberOf(podSpec, 'terminationGracePeriodSeconds');
  const pause = numberOf(container, 'lifecycle', 'preStop', 'sleep', 'seconds') ?? 0;
  return {
    ...(asked !== '' && { 'health.readiness': asked }),
    ...(startup !== undefined && {
      'health.startupSeconds': String(
        (numberOf(startup, 'failureThreshold') ?? 1) *
          (numberOf(startup, 'periodSeconds') ?? DEFAULT_PERIOD_SECONDS),
      ),
    }),
    // Before the pause ends the process does not know of the stop.
    ...(grace !== undefined && { stopSeconds: String(grace - pause) }),
  };
}
