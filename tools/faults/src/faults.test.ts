import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { LoadSummary } from '@slipway/load';
import { SERVICES } from './overlay.ts';
import { createFaultStack } from './stack.ts';

const { SLIPWAY_TEST_REGISTRY: registry, SLIPWAY_SOAK } = process.env;
const engine =
  registry === undefined
    ? ({ found: false, reason: 'SLIPWAY_TEST_REGISTRY names no registry' } as const)
    : await findTestCluster({ env: process.env });
/** All four services each time: 4 updates, or 52 in the long run. */
const ROUNDS = SLIPWAY_SOAK === '1' ? 13 : 1;

/** Every request was answered, whole and with the same tensors; the counts are shown where not. */
function expectNothingLost(summary: LoadSummary): void {
  const { issued, ok, partial, different, documented, undocumented, lost } = summary;
  console.info(JSON.stringify(summary));
  expect(issued).toBeGreaterThan(0);
  expect({ ok, partial, different, documented, undocumented, lost }).toEqual({
    ok: issued,
    partial: 0,
    different: 0,
    documented: {},
    undocumented: {},
    lost: {},
  });
}

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'a cluster under load', () => {
  const stack = createFaultStack(registry!);
  beforeAll(() => stack.start(), 900_000);
  afterAll(() => stack.stop(), 60_000);

  it(`loses no request in ${ROUNDS * SERVICES.length} rolling updates`, async () => {
    const endLoad = await stack.load();
    for (let round = 0; round < ROUNDS; round++)
      for (const service of SERVICES) {
        const before = await stack.pods(service);
        await stack.update(service);
        expect((await stack.pods(service)).filter((pod) => !before.includes(pod)).length).toBe(2);
      }
    expectNothingLost(await endLoad());
  }, 3_600_000);

  it('loses no request when pods are deleted, and when a service is scaled', async () => {
    const endLoad = await stack.load();
    for (const service of SERVICES) {
      const [pod] = await stack.pods(service);
      await stack.kubectl('delete', 'pod', pod!);
      await stack.settle(service);
    }
    await stack.scale('digits-onnx', 3);
    await stack.scale('digits-onnx', 1);
    expectNothingLost(await endLoad());
  }, 300_000);
});
