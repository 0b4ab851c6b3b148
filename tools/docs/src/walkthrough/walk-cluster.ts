import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readPage } from '../checks/markdown.ts';
import { root } from '../workspace.ts';
import { testedBlocks } from './blocks.ts';
import { startShell } from './shell.ts';
import { runBlock } from './walk.ts';

export interface ClusterWalk {
  /** Where images are pushed, in place of the page's. */
  readonly registry: string;
  /** Takes the place of `slipway-` in the names of namespaces. */
  readonly prefix: string;
  /** Port of 127.0.0.1 for what runs in containers. */
  readonly edgePort: number;
  /** Takes the place of the port of the node in the overlay `dev`. */
  readonly nodePort: number;
  /** Folder of advisories in place of `osv`. */
  readonly advisories: string;
  /** Called with each block that has done what the page says; what it answers is the environment of later blocks. */
  readonly onDone?: (commands: string) => Promise<Environment>;
}

type Environment = Readonly<Record<string, string>>;

/** A block may build, list, scan and push all images, or wait for a rollout. */
const BLOCK_MILLIS = 600_000;
const PORT_OF_DEV = '30080';
/** What a copy has no use for, or gets from the original. */
const NOT_COPIED = new Set(['node_modules', 'dist', '.nx', '.slipway']);

/**
 * Runs the blocks of a page that need a cluster in a copy of the workspace, which they may change, and in namespaces of
 * their own; these are removed, and so is the copy. What is made for the whole cluster stays. Answers the commands that
 * have done what the page says.
 */
export async function walkCluster(file: string, walk: ClusterWalk): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-docs-'));
  const { SLIPWAY_HOME: _home, NODE_OPTIONS: _options, ...inherited } = process.env;
  const env = {
    ...inherited,
    COMPOSE_PROJECT_NAME: `${walk.prefix}compose`,
    SLIPWAY_EDGE_PORT: String(walk.edgePort),
    SLIPWAY_REGISTRY: walk.registry,
  };
  let own: Environment = {};
  const blocks = testedBlocks(readPage(file)).filter(({ mode }) => mode === 'cluster');
  try {
    copyWorkspace(folder, walk);
    for (const block of blocks) {
      const commands = block.commands
        .replace(/^export SLIPWAY_REGISTRY=.*\n/m, '')
        .replace('--database osv', `--database ${walk.advisories}`);
      await runBlock(
        { ...block, commands: moved(commands, walk) },
        { ...env, ...own },
        { millis: BLOCK_MILLIS, folder },
      );
      own = (await walk.onDone?.(block.commands)) ?? {};
    }
  } finally {
    await startShell('./slipway down --substrate compose --volumes', env, folder).exited;
    rmSync(folder, { recursive: true, force: true });
    const names = ['dev', 'staging'].map((stage) => `${walk.prefix}${stage}`).join(' ');
    await startShell(`kubectl delete namespace --ignore-not-found --wait=false ${names}`, env).exited;
  }
  return blocks.map(({ commands }) => commands);
}

const moved = (text: string, { prefix, nodePort }: ClusterWalk): string =>
  text
    .replace(/\bslipway-(dev|staging|production)\b/g, `${prefix}$1`)
    .replaceAll(PORT_OF_DEV, String(nodePort));

function copyWorkspace(folder: string, walk: ClusterWalk): void {
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => !NOT_COPIED.has(relative(root, source).split('/')[0] ?? ''),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const tree of ['k8s/overlays', 'k8s/components/node-port'])
    for (const name of readdirSync(join(folder, tree), { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, tree, name);
      if (name.endsWith('.yaml')) writeFileSync(file, moved(readFileSync(file, 'utf8'), walk));
    }
}
