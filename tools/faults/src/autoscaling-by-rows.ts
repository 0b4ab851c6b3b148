import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@slipway/compose-tests/testing';
import {
  bringUpAdapter,
  letAdapterInto,
  renderOver,
  takeDownAdapter,
} from '@slipway/kubernetes-tests/testing';
import { endWhole } from '@slipway/load/testing';
import { objectiveMillisOf } from './objective.ts';
import { rowsOverlay } from './rows-overlay.ts';
import type { FaultStack } from './stack.ts';

/** digits-tfjs computes on its event loop, which tells no rows in flight while it computes: CPU time adds those. */
const SERVICES = ['gateway', 'digits-onnx'] as const;
/**
 * Two models bear it slowly, four well. Many rows, because a small request waits for its turn before its rows are
 * accepted and counted; many clients, because a Service shares out connections.
 */
const MANY = { requestsPerSecond: 12, rows: 128, clients: 8 } as const;
/**
 * Two cores are for all pods: more of them help only where each is held by a limit of its own, and those that start
 * must leave enough to those that serve.
 */
const LIMITS = { gateway: '--limits=cpu=300m', 'digits-onnx': '--limits=cpu=100m' } as const;
/** Of each service, before and after; no autoscaler goes below. */
const REPLICAS = 2;
const FIGURE_MILLIS = 60_000;
const ADDED_MILLIS = 120_000;
/** Services close connections after half a minute: only then do all replicas have their part. */
const QUICK_MILLIS = 180_000;
const WINDOW_MILLIS = 15_000;
const REMOVED_MILLIS = 300_000;

/** The committed autoscalers with the component external-metrics and its adapter, on the whole system. */
export function autoscalingByRows(stack: FaultStack): void {
  beforeAll(async () => {
    await bringUpAdapter();
    await letAdapterInto(stack.namespace);
    for (const service of SERVICES)
      await stack.kubectl('set', 'resources', `deployment/${service}`, LIMITS[service]);
    await stack.settle(...SERVICES);
    // Programs that have just started are slower by far.
    const endLoad = await stack.load({ ...MANY, requestsPerSecond: 4 });
    await sleep(WINDOW_MILLIS);
    await endLoad();
    await stack.apply(await renderOver((k8s) => rowsOverlay(stack.namespace, k8s)));
  }, 600_000);
  afterAll(async () => {
    await stack.kubectl('delete', 'hpa', '--all');
    await stack.kubectl('delete', 'networkpolicy/external-metrics', '--ignore-not-found');
    // Before the namespace, which does not end while an API has no server.
    await takeDownAdapter();
    for (const service of SERVICES) {
      await stack.scale(service, REPLICAS);
      await stack.kubectl('rollout', 'undo', `deployment/${service}`);
    }
    await stack.settle(...SERVICES);
  }, 300_000);

  const read = (what: string, jsonPath: string, ...options: readonly string[]) =>
    stack.kubectl('get', what, `--output=jsonpath=${jsonPath}`, ...options);
  /** Waits for all of them by a watch: asking again and again would take the cores from the pods. */
  const wait = (kind: string, condition: string, withinMillis: number) =>
    stack.kubectl(
      ...['wait', ...SERVICES.map((service) => `${kind}/${service}`)],
      ...[`--for=${condition}`, `--timeout=${withinMillis / 1000}s`],
    );
  /** Why an autoscaler has changed the number of replicas, in its own words. */
  const reasons = async (service: string) => {
    const uid = await read(`hpa/${service}`, '{.metadata.uid}');
    return read(
      'events',
      '{.items[*].message}',
      `--field-selector=reason=SuccessfulRescale,involvedObject.uid=${uid}`,
    );
  };

  it('adds gateways and models where rows wait until answers are as quick as declared, removes them again, and no request fails', async () => {
    const objectiveMillis = objectiveMillisOf('gateway');
    await wait('hpa', 'condition=ScalingActive', FIGURE_MILLIS);
    const endFew = await stack.load();
    const endMany = await stack.load(MANY);
    await wait('hpa', 'jsonpath={.status.lastScaleTime}', ADDED_MILLIS);
    for (const service of SERVICES)
      expect(await reasons(service)).toMatch(
        /^New size: [34]; reason: external metric slipway_model_pending_rows.* above target/,
      );
    await stack.settle(...SERVICES);
    const many = await endWhole('until gateways and models were added', endMany);
    expect(many.p99Millis).toBeGreaterThan(objectiveMillis);
    const isQuick = async () => {
      const endWindow = await stack.load(MANY);
      await sleep(WINDOW_MILLIS);
      return (await endWhole('after they were added', endWindow)).p99Millis < objectiveMillis;
    };
    await until(`99 % within ${objectiveMillis} ms`, isQuick, QUICK_MILLIS);
    for (const service of SERVICES)
      expect(Number(await read(`deployment/${service}`, '{.spec.replicas}'))).toBeGreaterThan(REPLICAS);
    await wait('deployment', `jsonpath={.spec.replicas}=${REPLICAS}`, REMOVED_MILLIS);
    await endWhole('all the time', endFew);
  }, 900_000);
}
