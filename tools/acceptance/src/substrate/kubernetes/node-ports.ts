import type { Cluster } from '@slipway/deploy-cluster';
import { listOf, numberOf } from '@slipway/deploy-plan';

/** Ports of the node that tests of this suite take; others have ranges of their own. */
const FIRST = 30_100;
const COUNT = 100;

/** So many ports that no Service of the cluster has, from somewhere in the range so that runs rarely meet. */
export async function freeNodePorts(cluster: Cluster, count: number): Promise<readonly number[]> {
  const services = await cluster.list({ apiVersion: 'v1', kind: 'Service' });
  const used = services.flatMap((service) =>
    listOf(service, 'spec', 'ports').map((port) => numberOf(port, 'nodePort')),
  );
  return chooseNodePorts(new Set(used), count, Math.random());
}

/** `start`, from 0 to below 1, says where in the range to begin. */
export function chooseNodePorts(
  used: ReadonlySet<number | undefined>,
  count: number,
  start: number,
): readonly number[] {
  const begin = Math.floor(start * COUNT);
  const free = Array.from({ length: COUNT }, (_, at) => FIRST + ((begin + at) % COUNT)).filter(
    (port) => !used.has(port),
  );
  if (free.length < count)
    throw new Error(
      `${count} node ports from ${FIRST} to ${FIRST + COUNT - 1} are needed, ${free.length} are free: delete what aborted runs left, kubectl delete namespace -l slipway.dev/test`,
    );
  return free.slice(0, count);
}
