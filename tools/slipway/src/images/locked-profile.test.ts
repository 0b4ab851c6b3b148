import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildImages,
  createCosignSigner,
  createKeyPair,
  createSyft,
  findSigningKey,
  makeSboms,
  signImages,
  succeed,
  writeLocks,
} from '@slipway/deploy-images';
import { findPlatform } from '@slipway/deploy-images/testing';
import { describeOn } from '@slipway/deploy-engine/testing';
import { runCommand } from '../testing/run-command.ts';
import type { Workspace } from '../workspace.ts';
import { valueOf } from './end-step.ts';
import { buildFacts, createReleaseKit } from './release-kit.ts';

const root = join(import.meta.dirname, '../../../..');
const TAG = `test-${process.pid}`;
/** Somebody else's image in the profile `postgres`: one of this test alone, so that it may be tampered with. */
const POSTGRES = `slipway-test/postgres:${TAG}`;
/** cosign and syft start slowly on a busy machine. */
const TOOL_MILLIS = 120_000;

const need = { platform: 'compose', engine: await findPlatform(), env: process.env };

describeOn(need, 'somebody else’s image in a profile', () => {
  let home: string;
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  /** Gives the name to an image that holds one file with this text and nothing else; its id. */
  const makeImage = (text: string) => {
    writeFileSync(join(home, 'text'), text);
    const input = execFileSync('tar', ['-c', '-C', home, 'text']);
    return execFileSync('docker', ['import', '-', POSTGRES], { input, encoding: 'utf8' }).trim();
  };
  const upLocked = async () => {
    const variables = { ...process.env, SLIPWAY_HOME: home, SLIPWAY_POSTGRES_IMAGE: POSTGRES };
    const args = ['up', '--substrate', 'compose', '--locked', '--profile', 'postgres'];
    const command = runCommand(root, args, variables as Record<string, string>);
    const { code } = await command.exited;
    const ofImage = command.output().split('\n');
    return { code, lines: ofImage.filter((line) => /^(?:slipway: )?postgres:/.test(line)) };
  };
  const lockFile = () => join(home, 'images.lock.json');

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'slipway-locked-'));
    makeImage('a database');
    const workspace = { root, home, env: process.env } as Workspace;
    const kit = createReleaseKit(workspace, {
      say: () => undefined,
      signal: AbortSignal.timeout(TOOL_MILLIS),
    });
    valueOf(await createKeyPair(kit.run, kit.keys, undefined));
    const images = [
      { name: 'postgres', kind: 'external', repository: 'slipway-test/postgres', tag: TAG } as const,
    ];
    valueOf(await buildImages({ ...kit, images, gitRevision: 'x', build: async () => succeed(undefined) }));
    valueOf(await makeSboms({ ...kit, sboms: createSyft(kit.run) }));
    const signer = createCosignSigner(kit.run, valueOf(await findSigningKey(kit.keys, {})));
    valueOf(await signImages({ ...kit, signer, facts: buildFacts(workspace) }));
    valueOf(await writeLocks({ ...kit, home }));
  }, TOOL_MILLIS);
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
    docker('rmi', '--force', POSTGRES);
  });

  it(
    'is verified when the profile is to run, and only what the lock lacks stands in the way',
    async () => {
      expect(await upLocked()).toEqual({ code: 77, lines: ['postgres: verified'] });
    },
    TOOL_MILLIS,
  );

  it(
    'is refused when the name means another image',
    async () => {
      const released = docker('image', 'inspect', '--format', '{{.Id}}', POSTGRES);
      const intruder = makeImage('an intruder');
      const { code, lines } = await upLocked();
      docker('tag', released, POSTGRES);
      docker('rmi', intruder);
      const reason = `${POSTGRES} is ${intruder}, but the lock has ${released}`;
      expect([code, lines]).toEqual([77, [expect.stringContaining(reason)]]);
    },
    TOOL_MILLIS,
  );

  it(
    'is refused when its entry is said to be of an image of ours',
    async () => {
      const untouched = readFileSync(lockFile(), 'utf8');
      writeFileSync(lockFile(), untouched.replace(/\n *"kind": "external",/, ''));
      const { code, lines } = await upLocked();
      writeFileSync(lockFile(), untouched);
      expect([code, lines]).toEqual([77, [expect.stringContaining('not what was signed')]]);
    },
    TOOL_MILLIS,
  );
});
