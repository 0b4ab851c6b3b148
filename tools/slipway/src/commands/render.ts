import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { parseManifests } from '@slipway/deploy-cluster';
import { imagesOf, type Manifest } from '@slipway/deploy-plan';
import { stringify } from 'yaml';
import { CommandError } from '../exit.ts';
import { requireLockedImages } from '../kubernetes/check-images.ts';
import { releaseManifests, type ReleaseManifests } from '../kubernetes/release-manifests.ts';
import { renderOverlay } from '../kubernetes/render-overlay.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const PARTS = ['namespace', 'rest'] as const;

interface RenderOptions {
  readonly overlay: string;
  readonly only?: (typeof PARTS)[number];
  readonly previous?: string;
  readonly publicKey?: string;
  readonly json?: boolean;
}

export function addRender(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('render')
    .description('Print the manifests that apply would send, images verified, for a GitOps repository')
    .requiredOption('--overlay <name>', 'which of k8s/overlays')
    .addOption(
      new Option('--only <part>', 'namespace with its list of allowed images, or the rest').choices(PARTS),
    )
    .option('--previous <file>', 'an earlier output, whose images stay allowed while it is replaced')
    .option('--public-key <key>', 'verify images by this key instead of the one in the state folder')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('render --overlay production', 'render --overlay production --only namespace'),
    )
    .action(async ({ overlay, only, previous, json, ...options }: RenderOptions) => {
      const signal = stopOnSignals();
      const say = (line: string) => terminal.say(line);
      const { manifests, namespace, lock } = await renderOverlay(workspace, overlay, signal);
      const images = await requireLockedImages(workspace, { ...options, manifests, lock, say, signal });
      const release = releaseManifests({
        ...{ namespace, manifests, images },
        previous: previous === undefined ? [] : await readPrevious(previous),
      });
      for (const name of release.missing) say(`not printed, to be brought by other means: ${name}`);
      const objects = partOf(release, only);
      terminal.print(
        json
          ? toJson({ overlay, namespace, missing: release.missing, manifests: objects })
          : toYaml(overlay, objects),
      );
    });
}

/** A file that is empty already is most likely the one that the output goes to. */
async function readPrevious(file: string): Promise<readonly Manifest[]> {
  let manifests: readonly Manifest[];
  try {
    manifests = parseManifests(await readFile(file, 'utf8'), file);
  } catch (error) {
    throw new CommandError('usage', `--previous cannot be used: ${(error as Error).message}`);
  }
  if (manifests.some((manifest) => imagesOf(manifest).length > 0)) return manifests;
  throw new CommandError(
    'usage',
    `--previous ${file} names no image: expected the manifests of an earlier output, not the file that this one goes to`,
  );
}

const partOf = ({ first, rest }: ReleaseManifests, part: RenderOptions['only']): readonly Manifest[] => [
  ...(part === 'rest' ? [] : first),
  ...(part === 'namespace' ? [] : rest),
];

/** Readers of Kubernetes go by YAML 1.1, where a bare `on` is no text. */
const toYaml = (overlay: string, objects: readonly Manifest[]): string =>
  [
    `# Written by \`slipway render --overlay ${overlay}\`; an edit is overwritten.`,
    ...objects.map((one) =>
      stringify(one, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 }).trimEnd(),
    ),
  ].join('\n---\n');
