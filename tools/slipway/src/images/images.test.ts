import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPlatform } from '@slipway/deploy-images/testing';
import { describeOn } from '@slipway/deploy-engine/testing';
import { runCommand } from '../testing/run-command.ts';

const root = join(import.meta.dirname, '../../../..');
const OSV = join(root, 'libs/deploy/images/src/testing/osv');
const TAG = `test-${process.pid}`;
const IMAGES = ['auth', 'digits-onnx', 'digits-tfjs', 'edge', 'gateway', 'secrets'];
/** Building what has not been built before takes minutes. */
const BUILD_MILLIS = 600_000;
/** cosign and syft start slowly on a busy machine. */
const TOOL_MILLIS = 60_000;

interface Lock {
  readonly images: readonly {
    readonly name: string;
    readonly tag: string;
    readonly models: readonly unknown[];
  }[];
}

const need = { platform: 'compose', engine: await findPlatform(), env: process.env };

describeOn(need, 'slipway images', () => {
  let home: string;
  let untouched: string;

  const slipwayWith =
    (more: Readonly<Record<string, string>>) =>
    async (...args: readonly string[]) => {
      const variables = {
        ...process.env,
        SLIPWAY_HOME: home,
        SLIPWAY_TAG: TAG,
        SLIPWAY_REGISTRY: '',
        ...more,
      };
      const command = runCommand(root, args, variables as Record<string, string>);
      const { code } = await command.exited;
      return { code, output: command.output() };
    };
  const slipway = slipwayWith({});
  const lockFile = () => join(home, 'images.lock.json');
  const editLock = (edit: (lock: Lock) => unknown) =>
    writeFileSync(lockFile(), JSON.stringify(edit(JSON.parse(untouched) as Lock)));
  const upLocked = (...more: readonly string[]) =>
    slipway('up', '--substrate', 'compose', '--locked', '--port-offset', '15000', ...more);
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' });

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'slipway-images-'));
  });
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
    // By name: other stacks may have the same images under names of their own.
    const format = ['--format', '{{.Repository}}:{{.Tag}}'];
    const tagged = docker('images', ...format, '--filter', `reference=slipway/*:${TAG}`).split('\n');
    const names = tagged.filter((name) => name !== '');
    if (names.length > 0) docker('rmi', ...names);
  });
  afterEach(() => {
    if (untouched !== undefined) writeFileSync(lockFile(), untouched);
  });

  it(
    'begin no release without a key, and make one on request, once',
    async () => {
      expect(await slipway('images', 'release')).toMatchObject({
        code: 78,
        output: expect.stringContaining('./slipway images sign --new-key'),
      });
      expect((await slipway('images', 'sign', '--new-key')).code).toBe(0);
      expect(await slipway('images', 'sign', '--new-key')).toMatchObject({
        code: 77,
        output: expect.stringContaining('is there already'),
      });
    },
    TOOL_MILLIS,
  );

  it(
    'begin no release by a key whose public half is not there, or is another’s',
    async () => {
      const other = mkdtempSync(join(home, 'key-'));
      const made = runCommand(root, ['images', 'sign', '--new-key'], {
        ...(process.env as Record<string, string>),
        SLIPWAY_HOME: other,
        COSIGN_PASSWORD: 'own',
      });
      await made.exited;
      const [key, publicKey] = [join(other, 'cosign/cosign.key'), join(other, 'cosign/cosign.pub')];
      renameSync(publicKey, join(other, 'elsewhere.pub'));
      for (const more of [[], ['--public-key', join(home, 'cosign/cosign.pub')]]) {
        const { code, output } = await slipwayWith({ COSIGN_PASSWORD: 'own' })(
          ...['images', 'release', '--no-scan', '--key', key, ...more],
        );
        expect([code, output]).toEqual([78, expect.stringContaining('--public-key')]);
        // Nothing was built.
        expect(output).not.toContain('sha256:');
      }
    },
    TOOL_MILLIS,
  );

  it(
    'release nothing unscanned but on request',
    async () => {
      expect(await slipway('images', 'release', '--commit-lock')).toMatchObject({
        code: 66,
        output: expect.stringContaining('--no-scan'),
      });
      expect((await slipway('images', 'release', '--no-scan', '--database', OSV)).code).toBe(2);
    },
    TOOL_MILLIS,
  );

  it(
    'release every image that Compose runs, signed and locked, with the models inside',
    async () => {
      const { code, output } = await slipway('images', 'release', '--no-scan');
      const last = `${IMAGES.length} images released, not scanned for known vulnerabilities`;
      expect([code, output]).toEqual([0, expect.stringContaining(last)]);
      untouched = readFileSync(lockFile(), 'utf8');
      const { images } = JSON.parse(untouched) as Lock;
      expect(images.map(({ name }) => name)).toEqual(IMAGES);
      expect(images.filter(({ models }) => models.length > 0).map(({ name }) => name)).toEqual([
        'digits-onnx',
        'digits-tfjs',
      ]);
      expect((await slipway('images', 'verify')).code).toBe(0);
    },
    BUILD_MILLIS,
  );

  it(
    'find a known vulnerability, and never pass for want of a database',
    async () => {
      expect(await slipway('images', 'scan', '--database', OSV)).toMatchObject({
        code: 77,
        output: expect.stringContaining('SLIPWAY-TEST-0001 in express'),
      });
      expect((await slipway('images', 'scan')).code).toBe(66);
      const empty = mkdtempSync(join(home, 'osv-'));
      expect((await slipway('images', 'scan', '--database', empty)).code).toBe(66);
    },
    TOOL_MILLIS,
  );

  describe('refuse to start', () => {
    const cases: readonly (readonly [string, () => void | Promise<unknown>, RegExp])[] = [
      [
        'an entry that was edited',
        () =>
          editLock(({ images, ...lock }) => ({
            ...lock,
            images: images.map((one) => ({ ...one, tag: 'prod' })),
          })),
        /gateway: its entry in the lock is not what was signed/,
      ],
      [
        'an image that is missing from the lock',
        () =>
          editLock(({ images, ...lock }) => ({
            ...lock,
            images: images.filter(({ name }) => name !== 'auth'),
          })),
        /auth: .*lock/,
      ],
      [
        'an image that nobody signed',
        () =>
          editLock(({ images, ...lock }) => ({
            ...lock,
            images: images.map((one) => (one.name === 'edge' ? { ...one, signature: undefined } : one)),
          })),
        /edge: .*sign/,
      ],
      [
        'models that are not those of the lock',
        () =>
          editLock(({ images, ...lock }) => ({
            ...lock,
            images: images.map((one) => (one.name === 'digits-onnx' ? { ...one, models: [] } : one)),
          })),
        /digits-onnx: /,
      ],
      [
        'another image under the same tag',
        () => {
          execFileSync('docker', ['build', '--quiet', '--tag', `slipway/gateway:${TAG}`, '-'], {
            input: `FROM slipway/gateway:${TAG}\nLABEL tampered=yes\n`,
          });
        },
        /gateway: slipway\/gateway:.* but the lock has/,
      ],
    ];
    it.each(cases)(
      '%s',
      async (_what, tamper, reason) => {
        await tamper();
        const { code, output } = await upLocked();
        expect([code, output]).toEqual([77, expect.stringMatching(reason)]);
        expect(output).not.toContain('Creating');
      },
      TOOL_MILLIS,
    );

    it(
      'what another key has signed',
      async () => {
        const other = mkdtempSync(join(tmpdir(), 'slipway-key-'));
        const { exited } = runCommand(root, ['images', 'sign', '--new-key'], {
          ...(process.env as Record<string, string>),
          SLIPWAY_HOME: other,
        });
        await exited;
        const { code, output } = await upLocked('--public-key', join(other, 'cosign/cosign.pub'));
        rmSync(other, { recursive: true });
        expect([code, output]).toEqual([77, expect.stringMatching(/gateway: .*key/)]);
      },
      TOOL_MILLIS,
    );
  });
});
