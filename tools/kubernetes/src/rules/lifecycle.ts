import { stopSecondsOf } from '@slipway/deploy-declaration';
import { workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, listOf, numberOf, textOf } from '@slipway/deploy-plan';
import { at, type Rule } from './rule.ts';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
/** What a probe asks, without how often. */
const questionOf = (probe: unknown): string =>
  JSON.stringify(['httpGet', 'exec', 'tcpSocket', 'grpc'].map((kind) => fieldOf(probe, kind)));

export const probes: Rule = {
  promise:
    'asks every workload whether it has started, is ready and is alive; the services, two different questions',
  find: ({ manifests, services }) =>
    workloadsIn(manifests).flatMap(({ name, container }) =>
      at(name, [
        ...PROBES.map((probe) => fieldOf(container, probe) === undefined && `has no ${probe}`),
        services.some((service) => service.name === name) &&
          questionOf(fieldOf(container, 'readinessProbe')) ===
            questionOf(fieldOf(container, 'livenessProbe')) &&
          'is restarted when it is not ready',
      ]),
    ),
};

/** The old Pods serve until the new ones do. */
export const rollouts: Rule = {
  promise: 'replaces Pods of a service without a gap, spread over nodes and zones',
  find: ({ manifests, services }) =>
    ofServices({ manifests, services }).flatMap(({ name, manifest, podSpec }) => {
      const update = fieldOf(manifest, 'spec', 'strategy', 'rollingUpdate');
      const spread = listOf(podSpec, 'topologySpreadConstraints');
      const selector = JSON.stringify(fieldOf(manifest, 'spec', 'selector'));
      return at(name, [
        manifest.kind !== 'Deployment' && 'is no Deployment',
        fieldOf(update, 'maxUnavailable') !== 0 && 'takes old Pods away before new ones are ready',
        !(Number(fieldOf(update, 'maxSurge')) >= 1) && 'starts no Pod beside the old ones',
        ...['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map(
          (key) =>
            !spread.some(
              (one) =>
                textOf(one, 'topologyKey') === key &&
                textOf(one, 'whenUnsatisfiable') === 'ScheduleAnyway' &&
                JSON.stringify(fieldOf(one, 'labelSelector')) === selector,
            ) && `is not spread by ${key}`,
        ),
      ]);
    }),
};

/** Time for nodes to learn of a stop, for callers to let go of idle connections, then for what is under way. */
export const graceful: Rule = {
  promise: 'lets a service finish: grace covers the pause before the stop, the drain delay and the drain',
  find: ({ manifests, services }) =>
    ofServices({ manifests, services }).flatMap(({ name, podSpec, container }) => {
      const pause = numberOf(container, 'lifecycle', 'preStop', 'sleep', 'seconds') ?? 0;
      const delay = secondsOf(container, 'SLIPWAY_DRAIN_DELAY_MILLIS');
      const drain = secondsOf(container, 'SLIPWAY_DRAIN_TIMEOUT_MILLIS');
      const service = services.find((one) => one.name === name)!;
      const stop = stopSecondsOf(service);
      const grace = numberOf(podSpec, 'terminationGracePeriodSeconds') ?? 0;
      return at(name, [
        pause < 1 && 'stops before nodes have learned of it',
        drain !== service.drainSeconds && `drains for ${drain} s and declares ${service.drainSeconds} s`,
        !(grace >= pause + delay + stop) &&
          `is killed after ${grace} s, while ${pause} + ${delay} + ${stop} s are promised`,
      ]);
    }),
};

const secondsOf = (container: unknown, variable: string): number => {
  const found = listOf(container, 'env').find((one) => textOf(one, 'name') === variable);
  return Number(fieldOf(found, 'value')) / 1000;
};

/** The Deployments of declared services; databases and observers are not promised to be replaced without a gap. */
export const ofServices = ({ manifests, services }: Parameters<Rule['find']>[0]) =>
  workloadsIn(manifests).filter(({ name }) => services.some((service) => service.name === name));
