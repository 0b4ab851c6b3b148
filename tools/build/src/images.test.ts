import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { readSystem } from '@slipway/deploy-system';
import { inspectImage, processorOf, unpackImage, type Inspected, type Unpacked } from './testing/image.ts';
import { docker, nx, root } from './testing/commands.ts';
import { recordedSizes } from './testing/recorded-sizes.ts';

const engine = await findEngine();
const system = readSystem(root);
if (!system.ok) throw new Error(system.errors.join('\n'));

const TAG = `test-${process.pid}`;
const FIRST_UID = 10_001;
const SIZES = recordedSizes(readFileSync(join(root, 'docs/explanation/images.md'), 'utf8'));
/** How far a recorded size may be off before the page is a wrong one, in million bytes. */
const ROUNDED = 2;
const TOOLS =
  /(^|\/)(sh|bash|dash|ash|zsh|busybox|toybox|apt|apt-get|dpkg|apk|npm|npx|corepack|yarn|pnpm|pip)$/;
const SOURCES_AND_SECRETS = /\.(map|test\.ts|pem|key)$|(^|\/)(\.npmrc|\.env(\..+)?)$|(^|\/)\.git\//;
/** All images, from nothing. */
const BUILD_MILLIS = 900_000;

describeOn({ platform: 'compose', engine, env: process.env }, 'the image of a service', () => {
  let base: Inspected;

  beforeAll(async () => {
    base = await inspectImage(await docker('build', '--quiet', '--target', 'system', '.'));
    await nx(['run-many', '-t', 'image', '--parallel=2'], {
      SLIPWAY_TAG: TAG,
    });
  }, BUILD_MILLIS);
  afterAll(async () => {
    await docker('rmi', ...system.services.map(({ name }) => `slipway/${name}:${TAG}`));
  });

  describe.each(system.services)('$name', ({ name, uid, description, models }) => {
    const image = `slipway/${name}:${TAG}`;
    let inspected: Inspected;
    let unpacked: Unpacked;

    beforeAll(async () => {
      inspected = await inspectImage(image);
      unpacked = await unpackImage(image);
    });
    afterAll(() => unpacked.remove());

    const found = (pattern: RegExp) => unpacked.files.filter((file) => pattern.test(file));

    it('holds no shell and no package manager', () => {
      expect(found(TOOLS)).toEqual([]);
    });

    it('holds one program, Node, and libraries for this processor', () => {
      const binaries = unpacked.files.flatMap((file) => {
        const processor = processorOf(join(unpacked.folder, file));
        return processor === undefined ? [] : [{ file, processor }];
      });
      expect(binaries.filter(({ file }) => !/\.(node|so(\.[\d.]+)?)$/.test(file))).toEqual([
        { file: 'usr/local/bin/node', processor: process.arch },
      ]);
      expect(binaries.filter(({ processor }) => processor !== process.arch)).toEqual([]);
      expect(found(/\.(dll|dylib|exe)$/)).toEqual([]);
    });

    it('holds no tests, no source maps and nothing secret', () => {
      expect(found(SOURCES_AND_SECRETS)).toEqual([]);
      expect(inspected.Config.Env.filter((line) => /TOKEN|SECRET|PASSWORD/i.test(line))).toEqual([]);
    });

    it('holds what scanners go by: records of Debian and of every package', () => {
      const records = found(/^var\/lib\/dpkg\/status\.d\//).map((file) => basename(file));
      expect(records).toEqual(['ca-certificates', 'libc6', 'libgcc-s1', 'libstdc++6']);
      const folders = globSync('app/node_modules/{[!@]*,@*/*}', { cwd: unpacked.folder });
      expect(folders.length).toBeGreaterThan(0);
      for (const folder of folders)
        expect(JSON.parse(readFileSync(join(unpacked.folder, folder, 'package.json'), 'utf8'))).toMatchObject(
          {
            name: folder.replace('app/node_modules/', ''),
            version: expect.stringMatching(/^\d+\.\d+\.\d+/),
          },
        );
    });

    it('holds its code and its models', () => {
      expect(existsSync(join(unpacked.folder, 'app/dist/main.mjs'))).toBe(true);
      expect(found(/^app\/models\/[^/]+\/model\.yaml$/)).toEqual(
        models.map((model) => `app/models/${model}/model.yaml`).sort(),
      );
    });

    it('runs as the declared user, by numbers that no account of the host has', () => {
      expect(inspected.Config.User).toBe(`${uid}:${uid}`);
      expect(uid).toBeGreaterThanOrEqual(FIRST_UID);
    });

    it('starts and is checked without a shell', () => {
      const { Entrypoint, Cmd, Healthcheck } = inspected.Config;
      expect([Entrypoint, Cmd]).toEqual([['/usr/local/bin/node'], ['/app/dist/main.mjs']]);
      expect(Healthcheck?.Test).toEqual(['CMD', '/usr/local/bin/node', '/app/health.mjs']);
    });

    it('says what it is', () => {
      const { version } = JSON.parse(readFileSync(join(root, 'apps', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      expect(inspected.Config.Labels).toMatchObject({
        'org.opencontainers.image.title': `slipway/${name}`,
        'org.opencontainers.image.description': description,
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.revision': expect.stringMatching(/^([0-9a-f]{40}(-dirty)?|unknown)$/),
        'org.opencontainers.image.created': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        'org.opencontainers.image.licenses': 'Apache-2.0',
      });
      const labelled = inspected.Config.Labels?.['org.slipway.models']?.match(
        /[^ ]+(?=@\d+=sha256:[0-9a-f]{64})/g,
      );
      expect(labelled ?? []).toEqual(models);
    });

    it('adds to the layers that all images share what is recorded, and less than its budget', () => {
      const { Layers } = base.RootFS;
      expect(inspected.RootFS.Layers.slice(0, Layers.length)).toEqual(Layers);
      const megabytes = (inspected.Size - base.Size) / 1e6;
      const recorded = SIZES.get(name)!;
      expect(megabytes).toBeLessThanOrEqual(recorded.budget);
      expect(Math.abs(megabytes - recorded.megabytes)).toBeLessThanOrEqual(ROUNDED);
    });
  });

  it(
    'has the same layers when it is built again from nothing',
    async () => {
      const { RootFS } = await inspectImage(`slipway/gateway:${TAG}`);
      const uid = system.services.find(({ name }) => name === 'gateway')!.uid;
      const args = ['--build-arg', 'SERVICE=gateway', '--build-arg', `SERVICE_UID=${uid}`];
      const again = await docker('build', '--quiet', '--no-cache', ...args, '.');
      const { RootFS: rebuilt } = await inspectImage(again);
      await docker('rmi', again);
      expect(rebuilt.Layers).toEqual(RootFS.Layers);
    },
    BUILD_MILLIS,
  );
});
