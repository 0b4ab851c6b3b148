import type { Cluster } from '@slipway/deploy-cluster';
import { listOf, numberOf } from '@slipway/deploy-plan';

/** Ports of the node in a range of a hundred from `first` that no Service of the cluster has. */
export async function freeNodePorts(
  cluster: Cluster,
  first: number,
  count: number,
): Promise<readonly number[]> {
  const services = await cluster.list({ apiVersion: 'v1', kind: 'Service' });
  const used = new Set(
    services.flatMap((service) => listOf(service, 'spec', 'ports').map((port) => numberOf(port, 'nodePort'))),
  );
  const begin = Math.floor(Math.random() * 100);
  const free = Array.from({ length: 100 }, (_, at) => first + ((begin + at) % 100)).filter(
    (port) => !used.has(port),
  );
  if (free.length < count)
    throw new Error(`of the ports from ${first} to ${first + 99} ${free.length} are free`);
  return free.slice(0, count);
}
