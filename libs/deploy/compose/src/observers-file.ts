import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { COLLECTOR, PROMETHEUS } from './names.ts';
import { edgesOf, networkOf } from './networks.ts';

/**
 * `compose/observability/observers.yaml` as a value: which networks join Prometheus and the collector to the services.
 * The rest of both is written by hand in compose/observability.yaml, which Compose merges with it.
 */
export function observersFile(services: readonly ServiceDeclaration[]): Record<string, unknown> {
  const networks = (isObserver: (edge: { from: string; to: string }) => boolean) =>
    edgesOf(services).filter(isObserver).map(networkOf);
  return {
    services: {
      [PROMETHEUS]: { networks: networks(({ from }) => from === PROMETHEUS) },
      [COLLECTOR]: { networks: networks(({ to }) => to === COLLECTOR) },
    },
  };
}
