import { until } from '@slipway/compose-tests/testing';
import { endWhole, expectNothingLost } from '@slipway/load/testing';
import { isSoak } from './durations.ts';
import type { CommandEnd } from './run-command.ts';
import { SERVICES, type RolloutStack } from './stack.ts';

/** Of all four services each time: 4 updates, or 24 in the long run. */
const ROUNDS = isSoak ? 6 : 1;

/** Updates of a running stack, good and bad ones. */
export function updates(stack: RolloutStack): void {
  it(`loses no request in ${ROUNDS * SERVICES.length} updates`, async () => {
    const endLoad = await stack.load();
    for (let round = 0; round < ROUNDS; round++)
      for (const service of SERVICES) {
        const before = await stack.only(service);
        await stack.changeImage(service);
        const { code, output } = await stack.up();
        if (code !== 0) throw new Error(`Update of ${service}: exit code ${code}\n${output}`);
        expect(output).toContain(`${service}: draining`);
        expect(await stack.containers(service)).not.toContain(before);
      }
    await endWhole(`${ROUNDS * SERVICES.length} updates`, endLoad);
  }, 1_800_000);

  const badImages: readonly [string, string, RegExp][] = [
    ['ends at once', 'CMD ["-e", "console.error(String(6 * 7)); process.exit(3)"]', /exit code 3[\s\S]*42/],
    ['never becomes healthy', 'CMD ["-e", "setInterval(() => {}, 1000)"]', /not healthy within|unhealthy/],
  ];
  // The second takes as long as a service may take to start.
  it.each(isSoak ? badImages : badImages.slice(0, 1))(
    'keeps the old one where a new image %s, and says why',
    async (_what, lines, reason) => {
      const before = await stack.containers('digits-onnx');
      const endLoad = await stack.load();
      await stack.changeImage('digits-onnx', lines);
      const { code, output } = await stack.up();
      expect([code, output]).toEqual([1, expect.stringMatching(reason)]);
      expect(await stack.containers('digits-onnx')).toEqual(before);
      await stack.changeImage('digits-onnx', '');
      expectNothingLost(await endLoad());
    },
  );

  it('goes on where an update was killed', async () => {
    await stack.changeImage('gateway');
    const endLoad = await stack.load();
    const { kill, end } = stack.startUp();
    // Its second container is there, and nobody waits for it any more.
    await untilSecond(stack, 'gateway', end);
    kill();
    expect((await end).code).toBeNull();
    expect((await stack.up()).code).toBe(0);
    expect(await stack.containers('gateway')).toHaveLength(1);
    expectNothingLost(await endLoad());
  });

  it('is updated by one at a time', async () => {
    await stack.changeImage('auth');
    const first = stack.startUp();
    await untilSecond(stack, 'auth', first.end);
    const second = await stack.up();
    expect([second.code, second.output]).toEqual([69, expect.stringContaining('is updating this stack')]);
    expect((await first.end).code).toBe(0);
  });
}

/** Resolves when a second container of a service runs; throws the output of an update that ends without it. */
async function untilSecond(stack: RolloutStack, service: string, end: Promise<CommandEnd>): Promise<void> {
  let ended: CommandEnd | undefined;
  void end.then((found) => (ended = found));
  await until(`a second container of ${service}`, async () => {
    if (ended !== undefined) throw new Error(`No second ${service}: ${ended.output}`);
    return (await stack.containers(service)).length > 1;
  });
}
