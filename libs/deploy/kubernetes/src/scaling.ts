import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { metadataOf, selectorOf } from './names.ts';

/** Share of the requested CPU time that replicas are kept at, in percent. */
const CPU_TARGET_PERCENT = 70;
/** One replica is none while it moves. */
const LEAST_REPLICAS = 2;

export const scales = ({ replicas }: ServiceDeclaration): boolean => replicas.max > replicas.min;

/** Adds and removes replicas by the CPU time that they take. */
export const autoscaler = (service: ServiceDeclaration) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: metadataOf(service),
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: service.name },
    minReplicas: Math.max(service.replicas.min, Math.min(LEAST_REPLICAS, service.replicas.max)),
    maxReplicas: service.replicas.max,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_TARGET_PERCENT } },
      },
    ],
  },
});

/** Evictions, of a node that is drained for example, take one replica at a time. */
export const disruptionBudget = (service: ServiceDeclaration) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadataOf(service),
  spec: {
    maxUnavailable: 1,
    // A pod that is not ready protects nobody: it may go at any time.
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: selectorOf(service.name) },
  },
});
