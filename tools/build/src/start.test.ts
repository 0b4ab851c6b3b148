import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { readSystem } from '@slipway/deploy-system';
import { docker, root } from './testing/commands.ts';
import { buildImage } from './testing/build-image.ts';
import { startConfined, type ConfinedContainer } from './testing/confined-container.ts';

const engine = await findEngine();
const system = readSystem(root);
if (!system.ok) throw new Error(system.errors.join('\n'));

const EXIT_CONFIG = 78;
const TAG = `start-${process.pid}`;
const imageOf = (service: string) => `slipway/${service}:${TAG}`;

describeOn({ platform: 'compose', engine, env: process.env }, 'a container without any privilege', () => {
  let container: ConfinedContainer | undefined;

  beforeAll(async () => {
    for (const { name } of system.services) await buildImage(name, TAG);
  });
  afterEach(async () => {
    await container?.remove();
    container = undefined;
  });
  afterAll(() => docker('rmi', ...system.services.map(({ name }) => imageOf(name))));

  it.each(system.services)('says which setting $name lacks, and ends', async ({ name }) => {
    container = await startConfined(imageOf(name));
    expect(await container.ended()).toBe(EXIT_CONFIG);
    const [line] = (await container.log()).trim().split('\n');
    expect(line).toBe(`${name}: SLIPWAY_PORT is missing: set it (Port to listen on)`);
  });

  it.each(system.services.filter(({ kind }) => kind === 'model'))(
    'loads and executes the models of $name, and its own health check knows it',
    async ({ name, models }) => {
      container = await startConfined(imageOf(name), ALONE);
      expect(await container.health()).toBe('healthy');
      for (const model of models) expect(await container.log()).toContain(`"slipway.model.name":"${model}"`);
    },
  );

  // Takes TensorFlow's 270 MB from the registry of Python packages, and makes an image of 780 MB.
  const itInSoak = process.env.SLIPWAY_SOAK === '1' ? it : it.skip;
  itInSoak(
    'executes digits-tfjs by TensorFlow’s own library where the build is told so (needs SLIPWAY_SOAK=1)',
    async () => {
      await buildImage('digits-tfjs', TAG, ['--build-arg', 'TFJS_BACKEND=native']);
      container = await startConfined(imageOf('digits-tfjs'), ALONE);
      expect(await container.health()).toBe('healthy');
      expect(await container.log()).toMatch(/model loaded in [\d.]+ s by tfjs [\d.]+ native/);
    },
    600_000,
  );
});

/** Without authentication a service listens to itself alone, which is all that it has here. */
const ALONE = { SLIPWAY_HOST: '127.0.0.1', SLIPWAY_PORT: '8081', SLIPWAY_AUTH: 'off' };
