import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyRepository, findPlatform, TEST_REGISTRY } from '@slipway/deploy-images/testing';
import { describeOn } from '@slipway/deploy-engine/testing';
import { buildStandIns, must, root, run } from './docker.ts';
import { freePorts } from './testing/free-ports.ts';

interface Lock {
  readonly images: readonly {
    readonly name: string;
    readonly repository: string;
    readonly tag: string;
    readonly imageId: string;
    readonly digest: string;
  }[];
}

const NAME = `slipway-locked-${randomBytes(4).toString('hex')}`;
const TAG = `locked-${process.pid}`;
const PROMOTE = ['promote', '--from', 'compose', '--to', 'dev'];
const PASSWORD = 'of the key of this test';
/** Building what has not been built before takes minutes. */
const RELEASE_MILLIS = 900_000;
const UP_MILLIS = 300_000;

const need = { platform: 'compose', engine: await findPlatform(), env: process.env, isLong: true };

describeOn(need, 'a release in a registry, by a key of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-locked-'));
  const home = join(folder, 'home');
  const lockFile = join(home, 'images.lock.json');
  const readLock = () => JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
  let env: Readonly<Record<string, string>>;

  const slipway = (...args: readonly string[]) =>
    run(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...args], {
      env,
      timeoutMillis: RELEASE_MILLIS,
    });
  const upLocked = () =>
    slipway('up', '--substrate', 'compose', '--locked', '--public-key', join(folder, 'release.pub'));
  /** Id and image of the container of each service, also of one that has ended. */
  const containers = async () => {
    const filter = `label=com.docker.compose.project=${NAME}`;
    const ids = (await must('docker', ['ps', '--all', '--quiet', '--filter', filter])).trim();
    const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Image}} {{.Id}}';
    const told = await must('docker', ['inspect', '--format', format, ...ids.split('\n')]);
    return told
      .trim()
      .split('\n')
      .sort()
      .map((line) => line.split(' ') as [service: string, image: string, id: string]);
  };

  beforeAll(async () => {
    await buildStandIns();
    const [edgePort] = await freePorts(1);
    env = {
      COMPOSE_PROFILES: '',
      COMPOSE_PROJECT_NAME: NAME,
      COSIGN_PASSWORD: PASSWORD,
      DOCKER_BUILDKIT: '1',
      SLIPWAY_EDGE_PORT: String(edgePort),
      SLIPWAY_HOME: home,
      SLIPWAY_REGISTRY: `${TEST_REGISTRY}/${NAME}`,
      SLIPWAY_TAG: TAG,
    };
    await must('cosign', ['generate-key-pair', '--output-key-prefix', join(folder, 'release')], { env });
  }, RELEASE_MILLIS);
  afterAll(async () => {
    await slipway('down', '--substrate', 'compose', '--volumes');
    for (const { name, repository, tag } of readLock().images) {
      // By name: other stacks may have the same images under names of their own.
      await run('docker', ['rmi', `${repository}:${tag}`, `slipway/${name}:${TAG}`]);
      await emptyRepository(`${NAME}/${name}`);
    }
    rmSync(folder, { recursive: true });
  }, UP_MILLIS);

  it(
    'is verified by the public half beside the key',
    async () => {
      const { code, output } = await slipway(
        ...['images', 'release', '--no-scan', '--key', join(folder, 'release.key')],
      );
      expect([code, output]).toEqual([0, expect.stringContaining('gateway: verified')]);
    },
    RELEASE_MILLIS,
  );

  it(
    'is what runs: each container has the image of its entry in the lock',
    async () => {
      const { code, output } = await upLocked();
      expect([code, output]).toEqual([0, expect.stringContaining('digits')]);
      const locked = readLock().images.map(({ name, imageId }) => [name, imageId]);
      expect((await containers()).map(([service, image]) => [service, image])).toEqual(locked);
    },
    UP_MILLIS,
  );

  it(
    'can be promoted once it is verified where it runs, and not before',
    async () => {
      // No cluster: what comes after the stage is not of this test.
      const promote = () =>
        run(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...PROMOTE], {
          env: { ...env, KUBECONFIG: join(folder, 'no-cluster') },
        });
      const before = await promote();
      expect([before.code, before.output]).toEqual([
        77,
        expect.stringContaining('gateway does not run as it was verified'),
      ]);
      const verified = await slipway('verify', '--substrate', 'compose');
      expect([verified.code, verified.output]).toEqual([
        0,
        expect.stringContaining(`Project ${NAME} is verified`),
      ]);
      const after = await promote();
      expect([after.code, after.output]).toEqual([78, expect.stringContaining('There is no kubeconfig at')]);
    },
    UP_MILLIS,
  );

  it(
    'is refused with one entry changed, and what runs stays as it is',
    async () => {
      const untouched = readFileSync(lockFile, 'utf8');
      const before = await containers();
      const { images } = readLock();
      const [onnx, tfjs] = ['digits-onnx', 'digits-tfjs'].map((name) =>
        images.find((image) => image.name === name),
      );
      // A real image of the same release, under another name.
      writeFileSync(lockFile, untouched.replaceAll(onnx!.digest, tfjs!.digest));
      const { code, output } = await upLocked();
      writeFileSync(lockFile, untouched);
      expect([code, output]).toEqual([77, expect.stringMatching(/digits-onnx: .*not what was signed/)]);
      expect(await containers()).toEqual(before);
    },
    UP_MILLIS,
  );
});
