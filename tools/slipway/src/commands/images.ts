import { Option, type Command } from 'commander';
import { UNPINNED } from '@slipway/deploy-compose';
import {
  buildImages,
  createCosignSigner,
  createCosignVerifier,
  createImageCopier,
  createKeyPair,
  createSyft,
  findSigningKey,
  makeSboms,
  publicHalfOf,
  publicKeyFile,
  pushImages,
  releaseImages,
  scanImages,
  signImages,
  writeLocks,
} from '@slipway/deploy-images';
import { openProject } from '../compose/up-compose.ts';
import { CommandError } from '../exit.ts';
import { findObstacles } from '../images/check-locked.ts';
import { chooseScanner, gatePolicy, scanners, type ScanOptions } from '../images/choose-scanner.ts';
import { valueOf } from '../images/end-step.ts';
import { buildWith, imagesOf } from '../images/image-list.ts';
import {
  buildFacts,
  createReleaseKit,
  findRegistry,
  revisionOf,
  type ReleaseKit,
} from '../images/release-kit.ts';
import { prepareHome } from '../run-state/prepare-home.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { listArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { stopOnSignals } from './stop-on-signals.ts';

export function addImages(program: Command, workspace: Workspace, terminal: Terminal): void {
  const images = program
    .command('images')
    .description('Build, list, scan, push, sign and lock the images of the system')
    .addHelpText(
      'after',
      examples('images sign --new-key', 'images release --database osv', 'images verify'),
    );
  const kit = () => {
    prepareHome(workspace, []);
    return createReleaseKit(workspace, { say: (line) => terminal.say(line), signal: stopOnSignals() });
  };
  const print = (value: unknown, json?: boolean) => void (json && terminal.print(toJson(value)));

  withProfiles(images.command('build'))
    .description('Build every image from the workspace, fetch those of others, and record what came out')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('images build', 'images build --profile observability'))
    .action(async ({ profile, json }: Profiles & Json) =>
      print(valueOf(await buildImages(await buildOptions(workspace, kit(), profile))), json),
    );

  images
    .command('sbom')
    .description('List the contents of each image, with syft')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('images sbom'))
    .action(async ({ json }: Json) => {
      const tools = kit();
      print(valueOf(await makeSboms({ ...tools, sboms: createSyft(tools.run) })), json);
    });

  withScanOptions(images.command('scan'))
    .description(
      'Look for known vulnerabilities in what each image holds; fails where one stands against a release',
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('images scan --database osv', 'images scan --scanner grype --fail-at critical'),
    )
    .action(async (options: ScanOptions & Json) => {
      const tools = kit();
      const result = valueOf(await scanImages({ ...tools, ...scanBy(workspace, tools, options) }));
      print(result, options.json);
      if (!result.passed)
        throw new CommandError('refused', 'A vulnerability stands against a release: see above');
    });

  images
    .command('push')
    .description('Copy each image by digest to the registry that SLIPWAY_REGISTRY names')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('images push'))
    .action(async ({ json }: Json) => {
      const registry = findRegistry(workspace);
      if (registry === undefined)
        throw new CommandError(
          'config',
          'SLIPWAY_REGISTRY names no registry: set it to where the images shall go',
        );
      const tools = kit();
      print(valueOf(await pushImages({ ...tools, registry, copy: createImageCopier(tools.run) })), json);
    });

  images
    .command('sign')
    .description('Sign each image, its SBOM and its provenance, with cosign')
    .option('--new-key', 'make a key pair in the state folder, never over one that is there, and end')
    .option(
      '--key <key>',
      'another key: a file, or a reference that cosign knows; its password is COSIGN_PASSWORD',
    )
    .option('--again', 'sign also what this key has signed already')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('images sign --new-key', 'images sign', 'images sign --key awskms:///alias/slipway'),
    )
    .action(async ({ newKey, again = false, key, json }: SignOptions) => {
      const tools = kit();
      if (newKey) {
        const { publicKey } = valueOf(
          await createKeyPair(tools.run, tools.keys, workspace.env.COSIGN_PASSWORD),
        );
        terminal.say('Keep the key to yourself; the public key is for everybody who shall verify:');
        return terminal.print(json ? toJson({ publicKey }) : publicKey);
      }
      const signer = await openSigner(workspace, tools, key);
      print(valueOf(await signImages({ ...tools, signer, facts: buildFacts(workspace), again })), json);
    });

  images
    .command('lock')
    .description('Write images.lock.json and what follows from it into the state folder')
    .option('--commit-lock', 'into the workspace as well, to be committed')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('images lock', 'images lock --commit-lock'))
    .action(async ({ commitLock, json }: { readonly commitLock?: boolean } & Json) =>
      print(valueOf(await writeLocks({ ...kit(), ...places(workspace, commitLock) })), json),
    );

  withProfiles(images.command('verify'))
    .description('Check what is locked: signatures, digests, models, and the evidence in the registry')
    .option('--public-key <key>', 'instead of the one in the state folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('images verify', 'images verify --public-key slipway.pub'))
    .action(async ({ publicKey, profile, json }: { readonly publicKey?: string } & Profiles & Json) => {
      const tools = kit();
      const { images: expected } = await buildOptions(workspace, tools, profile);
      const findings = await findObstacles(workspace, {
        ...tools,
        expected: expected.map(({ name }) => name),
        ...(publicKey !== undefined && { publicKey }),
        inRegistry: true,
      });
      print({ verified: findings.length === 0, findings }, json);
      if (findings.length > 0)
        throw new CommandError(
          'refused',
          findings.map(({ message }) => message),
        );
    });

  withProfiles(withScanOptions(images.command('release')))
    .description('All of it in order: build, sbom, scan, push, sign, lock, verify')
    .addOption(
      new Option('--no-scan', 'release what nobody has scanned').conflicts([
        'scanner',
        'database',
        'failAt',
        'allowUnknown',
      ]),
    )
    .option('--key <key>', 'sign with another key than the one in the state folder')
    .option(
      '--public-key <key>',
      'verify by this key instead of the public half of the one that signs: the file beside it, or its reference',
    )
    .option('--commit-lock', 'write the lock into the workspace as well, to be committed')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'images release --database osv',
        'images release --database osv --profile observability,postgres',
        'images release --database osv --key awskms:///alias/slipway --commit-lock',
        'images release --no-scan',
      ),
    )
    .action(async (options: ReleaseOptions) => {
      const tools = kit();
      // Before the long work: without a key it would be for nothing.
      const signer = await openSigner(workspace, tools, options.key);
      const registry = findRegistry(workspace);
      const lock = await releaseImages({
        ...(await buildOptions(workspace, tools, options.profile)),
        ...places(workspace, options.commitLock),
        scan: options.scan ? scanBy(workspace, tools, options) : undefined,
        ...(registry && { registry }),
        sboms: createSyft(tools.run),
        copy: createImageCopier(tools.run),
        signer,
        verifier: createCosignVerifier(tools.run, publicKeyOf(tools, options)),
        facts: buildFacts(workspace),
      });
      print(valueOf(lock), options.json);
    });
}

interface Json {
  readonly json?: boolean;
}

interface SignOptions extends Json {
  readonly newKey?: boolean;
  readonly key?: string;
  readonly again?: boolean;
}

interface Profiles {
  readonly profile: readonly string[];
}

interface ReleaseOptions extends ScanOptions, Profiles, Json {
  readonly scan: boolean;
  readonly key?: string;
  readonly publicKey?: string;
  readonly commitLock?: boolean;
}

const withProfiles = (command: Command): Command =>
  command.option(
    '--profile <names>',
    'Compose profiles (with commas between them) whose images belong to it as well',
    listArgument,
    [],
  );

const withScanOptions = (command: Command): Command =>
  command
    .addOption(new Option('--scanner <name>', 'what compares').choices(scanners).default('osv'))
    .option('--database <path>', 'folder or archive of OSV files')
    .addOption(
      new Option('--fail-at <severity>', 'least severity that fails')
        .choices(['low', 'medium', 'high', 'critical'])
        .default('high'),
    )
    .option('--allow-unknown', 'let pass what nobody has rated');

const scanBy = (workspace: Workspace, { run }: ReleaseKit, options: ScanOptions) => ({
  scanner: chooseScanner(run, options),
  policy: gatePolicy(workspace, options),
});

const publicKeyOf = ({ keys }: ReleaseKit, { key, publicKey }: Pick<ReleaseOptions, 'key' | 'publicKey'>) =>
  publicKey ?? (key === undefined ? publicKeyFile(keys) : publicHalfOf(key));

const places = ({ home, root }: Workspace, commitLock = false) => ({ home, ...(commitLock && { root }) });

async function openSigner({ env }: Workspace, { run, keys }: ReleaseKit, key: string | undefined) {
  return createCosignSigner(run, valueOf(await findSigningKey(keys, { key, password: env.COSIGN_PASSWORD })));
}

/** Images are built under names of this machine; a push gives them those of the registry. */
async function buildOptions(workspace: Workspace, tools: ReleaseKit, profiles: readonly string[]) {
  const gitRevision = revisionOf(workspace);
  const env = {
    ...workspace.env,
    SLIPWAY_IMAGES: UNPINNED,
    SLIPWAY_REGISTRY: undefined,
    SLIPWAY_REVISION: gitRevision,
  };
  const project = openProject(
    { ...workspace, env },
    { project: 'slipway', overrides: [], profiles: [...profiles], portOffset: 0 },
    tools.say,
  );
  const model = await project.model();
  return { ...tools, images: imagesOf(model), gitRevision, build: buildWith(project, tools.engine, model) };
}
