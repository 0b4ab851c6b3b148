import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@slipway/compose-tests/testing';
import {
  bringUpAdapter,
  letAdapterInto,
  renderOver,
  takeDownAdapter,
} from '@slipway/kubernetes-tests/testing';
import { endUnfailed, endWhole } from '@slipway/load/testing';
import { autoscalingOverlay } from './autoscaling-overlay.ts';
import { objectiveMillisOf } from './objective.ts';
import type { FaultStack } from './stack.ts';

/**
 * What autoscalers go by. Two cores are for all pods: more of them help only where each is held by a limit of its own,
 * and those that start must leave enough to those that serve.
 */
const FIGURES = {
  'CPU time': {
    components: ['autoscaling'],
    limits: { gateway: '300m', 'digits-onnx': '150m', 'digits-tfjs': '300m' },
    // At 10, two replicas of each are at 65 to 79 % of what they request.
    requestsPerSecond: 15,
    reason: /^New size: [34]; reason: cpu resource utilization .* above target/,
  },
  'rows in flight': {
    components: ['autoscaling', 'external-metrics'],
    // Not digits-tfjs, which computes on its event loop and tells no rows while it does.
    limits: { gateway: '300m', 'digits-onnx': '100m' },
    // At 10 and 130m digits-onnx keeps up, and has no rows in flight whenever it is asked.
    requestsPerSecond: 12,
    reason: /^New size: [34]; reason: external metric slipway_model_pending_rows.* above target/,
  },
} as const;
/**
 * Many rows, because a small request waits for its turn before its rows are accepted and counted; many clients, because
 * a Service shares out connections.
 */
const MANY = { rows: 128, clients: 8 } as const;
/** Of each service, before and after; no autoscaler goes below. */
const REPLICAS = 2;
const FIGURE_MILLIS = 60_000;
const ADDED_MILLIS = 120_000;
/** Services close connections after half a minute: only then do all replicas have their part. */
const QUICK_MILLIS = 300_000;
const WINDOW_MILLIS = 15_000;
const REMOVED_MILLIS = 300_000;

/** The committed autoscalers on the whole system: by one figure alone, to see that each is enough. */
export function autoscaling(stack: FaultStack, figure: keyof typeof FIGURES): void {
  const { components, limits, requestsPerSecond, reason } = FIGURES[figure];
  const services = Object.keys(limits);
  const many = { ...MANY, requestsPerSecond };
  const byRows = figure === 'rows in flight';

  beforeAll(async () => {
    if (byRows) {
      await bringUpAdapter();
      await letAdapterInto(stack.namespace);
    }
    for (const [service, cpu] of Object.entries(limits))
      await stack.kubectl('set', 'resources', `deployment/${service}`, `--limits=cpu=${cpu}`);
    await stack.settle(...services);
    // Programs that have just started are slower by far.
    const endLoad = await stack.load({ ...many, requestsPerSecond: 4 });
    await sleep(WINDOW_MILLIS);
    await endLoad();
    const overlay = { namespace: stack.namespace, components, byCpu: !byRows };
    await stack.apply(await renderOver((k8s) => autoscalingOverlay(overlay, k8s)));
  }, 600_000);
  afterAll(async () => {
    await stack.kubectl('delete', 'hpa', '--all');
    if (byRows) {
      await stack.kubectl('delete', 'networkpolicy/external-metrics', '--ignore-not-found');
      // Before the namespace, which does not end while an API has no server.
      await takeDownAdapter();
    }
    for (const service of services) {
      await stack.scale(service, REPLICAS);
      await stack.kubectl('rollout', 'undo', `deployment/${service}`);
    }
    await stack.settle(...services);
  }, 300_000);

  const read = (what: string, jsonPath: string, ...options: readonly string[]) =>
    stack.kubectl('get', what, `--output=jsonpath=${jsonPath}`, ...options);
  /** Waits for all of them by a watch: asking again and again would take the cores from the pods. */
  const wait = (kind: string, condition: string, withinMillis: number) =>
    stack.kubectl(
      ...['wait', ...services.map((service) => `${kind}/${service}`)],
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

  it('adds gateways and models until answers are as quick as declared, removes them again, and no request fails', async () => {
    const objectiveMillis = objectiveMillisOf('gateway');
    await wait('hpa', 'condition=ScalingActive', FIGURE_MILLIS);
    const endFew = await stack.load();
    const endMany = await stack.load(many);
    await wait('hpa', 'jsonpath={.status.lastScaleTime}', ADDED_MILLIS);
    for (const service of services) expect(await reasons(service)).toMatch(reason);
    await stack.settle(...services);
    // A model that takes too long is left out of an answer.
    const slow = await endUnfailed('until gateways and models were added', endMany);
    await endUnfailed('beside that', endFew);
    const endSteady = await stack.load();
    expect(slow.p99Millis).toBeGreaterThan(objectiveMillis);
    const isQuick = async () => {
      const endWindow = await stack.load(many);
      await sleep(WINDOW_MILLIS);
      return (await endWhole('after they were added', endWindow)).p99Millis < objectiveMillis;
    };
    await until(`99 % within ${objectiveMillis} ms`, isQuick, QUICK_MILLIS);
    for (const service of services)
      expect(Number(await read(`deployment/${service}`, '{.spec.replicas}'))).toBeGreaterThan(REPLICAS);
    await wait('deployment', `jsonpath={.spec.replicas}=${REPLICAS}`, REMOVED_MILLIS);
    await endWhole('from then until they were removed', endSteady);
  }, 1_200_000);
}
