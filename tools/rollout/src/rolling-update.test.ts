import { setTimeout as sleep } from 'node:timers/promises';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { LoadSummary } from '@slipway/load';
import { createRolloutStack, TAG, type CommandEnd } from './stack.ts';

const SERVICES = ['auth', 'digits-onnx', 'digits-tfjs', 'gateway'] as const;
/** Of all four services each time: 4 updates, or 24 in the long run. */
const ROUNDS = process.env.SLIPWAY_SOAK === '1' ? 6 : 1;
const need = { platform: 'compose', engine: await findEngine(), env: process.env };
const stack = createRolloutStack();

/** Every request was answered, whole and with the same tensors; the counts are shown where not. */
function expectNothingLost(summary: LoadSummary): void {
  const { issued, ok, partial, different, documented, undocumented, lost } = summary;
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

/** As above, but answers may have been partial. */
const expectNoneFailed = (summary: LoadSummary): void => expectNothingLost({ ...summary, partial: 0 });

/** Resolves when a second container of a service runs; throws the output of an update that ends without it. */
async function awaitSecond(service: string, end: Promise<CommandEnd>): Promise<void> {
  let ended: CommandEnd | undefined;
  void end.then((found) => (ended = found));
  while ((await stack.containers(service)).length < 2) {
    if (ended !== undefined) throw new Error(`No second ${service}: ${ended.output}`);
    await sleep(50);
  }
}

describeOn(need, 'a stack under load', () => {
  beforeAll(async () => {
    await stack.build();
    for (const service of SERVICES)
      await stack.docker('tag', `slipway/${service}:${TAG}`, `slipway/${service}:${TAG}-base`);
    const { code, output } = await stack.up();
    if (code !== 0) throw new Error(output);
  }, 600_000);
  afterAll(() => stack.stop(), 120_000);

  it(`loses no request in ${ROUNDS * SERVICES.length} updates`, async () => {
    const endLoad = await stack.load();
    for (let round = 0; round < ROUNDS; round++)
      for (const service of SERVICES) {
        const [before] = await stack.containers(service);
        await stack.changeImage(service);
        const { code, output } = await stack.up();
        expect([code, output]).toEqual([0, expect.stringContaining(`${service}: draining`)]);
        expect(await stack.containers(service)).not.toContain(before);
      }
    const summary = await endLoad();
    console.info(`${ROUNDS * SERVICES.length} updates: ${JSON.stringify(summary)}`);
    expectNothingLost(summary);
  }, 1_800_000);

  it.each([
    ['never becomes healthy', 'CMD ["-e", "setInterval(() => {}, 1000)"]', /not healthy within|unhealthy/],
    ['ends at once', 'CMD ["-e", "console.error(String(6 * 7)); process.exit(3)"]', /exit code 3[\s\S]*42/],
  ])('keeps the old one where a new image %s, and says why', async (_what, lines, reason) => {
    const before = await stack.containers('digits-onnx');
    const endLoad = await stack.load();
    await stack.changeImage('digits-onnx', lines);
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([1, expect.stringMatching(reason)]);
    expect(await stack.containers('digits-onnx')).toEqual(before);
    await stack.changeImage('digits-onnx', '');
    expectNothingLost(await endLoad());
  });

  it('goes on where an update was killed', async () => {
    await stack.changeImage('gateway');
    const endLoad = await stack.load();
    const { child, end } = stack.startUp();
    // Its second container is there, and nobody waits for it any more.
    await awaitSecond('gateway', end);
    child.kill('SIGKILL');
    await end;
    expect((await stack.up()).code).toBe(0);
    expect(await stack.containers('gateway')).toHaveLength(1);
    expectNothingLost(await endLoad());
  });

  it('is updated by one at a time', async () => {
    await stack.changeImage('auth');
    const first = stack.startUp();
    await awaitSecond('auth', first.end);
    const second = await stack.up();
    expect([second.code, second.output]).toEqual([69, expect.stringContaining('is updating this stack')]);
    expect((await first.end).code).toBe(0);
  });

  it('answers partially while the only container of a model restarts after a crash of its process', async () => {
    const [container] = await stack.containers('digits-tfjs');
    const endLoad = await stack.load();
    await stack.crash(container!);
    await sleep(8_000);
    const summary = await endLoad();
    expect(summary.partial).toBeGreaterThan(0);
    expectNoneFailed(summary);
    expect(await stack.docker('inspect', '--format', '{{.RestartCount}}', container!)).toBe('1');
  });

  it('hides the loss of one of two replicas, and its stop altogether', async () => {
    await stack.scale('digits-onnx', 2);
    const [killed] = await stack.containers('digits-onnx');
    const whileKilled = await stack.load();
    await sleep(2_000);
    await stack.docker('kill', killed!);
    await sleep(4_000);
    expectNoneFailed(await whileKilled());

    await stack.docker('start', killed!);
    await stack.scale('digits-onnx', 2);
    const [stopped] = await stack.containers('digits-onnx');
    const whileStopped = await stack.load();
    await sleep(2_000);
    await stack.docker('stop', '--time', '15', stopped!);
    await sleep(1_000);
    expectNothingLost(await whileStopped());
  });
});
