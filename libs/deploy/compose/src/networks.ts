import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { COLLECTOR, EDGE, POSTGRES, PROMETHEUS } from './names.ts';

/** One service may open connections to another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The name of the network that exists for one edge alone. */
export const networkOf = ({ from, to }: Edge): string => `${from}-to-${to}`;

/** Every edge between containers of the system, those to what observes it included. */
export function edgesOf(services: readonly ServiceDeclaration[]): readonly Edge[] {
  return services.flatMap((service) => [
    ...(service.public ? [{ from: EDGE, to: service.name }] : []),
    ...service.calls.map((call) => ({ from: service.name, to: call.service })),
    ...(service.database ? [{ from: service.name, to: POSTGRES }] : []),
    { from: service.name, to: COLLECTOR },
    { from: PROMETHEUS, to: service.name },
  ]);
}
