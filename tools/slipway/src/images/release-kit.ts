import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createDockerImageTool,
  createImageStore,
  createToolRunner,
  type ImageStore,
  type ImageTool,
  type RunTool,
} from '@slipway/deploy-images';
import { parseRegistry, type BuildFacts, type Registry } from '@slipway/deploy-lock';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';

/** What every step of a release works with. */
export interface ReleaseKit {
  readonly run: RunTool;
  readonly engine: ImageTool;
  readonly store: ImageStore;
  /** Folder of the key pair. */
  readonly keys: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export function createReleaseKit(
  { home, env }: Workspace,
  { say, signal }: Pick<ReleaseKit, 'say' | 'signal'>,
): ReleaseKit {
  const run = createToolRunner(env);
  return {
    run,
    engine: createDockerImageTool({ run }),
    store: createImageStore(join(home, 'images')),
    keys: join(home, 'cosign'),
    say,
    signal,
  };
}

/** What `SLIPWAY_REGISTRY` names; undefined where the images stay on this machine. */
export function findRegistry({ env }: Workspace): Registry | undefined {
  if (!env.SLIPWAY_REGISTRY) return undefined;
  const parsed = parseRegistry(env.SLIPWAY_REGISTRY);
  if (!parsed.ok) throw new CommandError('config', parsed.error);
  return parsed.value;
}

/** The commit that is built, marked where files differ from it. */
export function revisionOf({ root }: Workspace): string {
  const revision = git(root, 'rev-parse', 'HEAD');
  if (revision === undefined) return 'unknown';
  return git(root, 'status', '--porcelain') === '' ? revision : `${revision}-dirty`;
}

/** What provenance says of the source, the builder and what went in besides. */
export function buildFacts({ root }: Workspace): BuildFacts {
  const inputs = ['package-lock.json', 'Dockerfile'].map((name) => ({
    name,
    digest: `sha256:${createHash('sha256')
      .update(readFileSync(join(root, name)))
      .digest('hex')}`,
  }));
  return { source: sourceOf(root), builder: 'urn:slipway:images-release:1', inputs };
}

/** The address of the repository, without the credentials that some have in it. */
function sourceOf(root: string): string {
  const remote = git(root, 'remote', 'get-url', 'origin');
  if (remote === undefined || !URL.canParse(remote)) return 'urn:slipway:local-clone';
  const url = new URL(remote);
  url.username = '';
  url.password = '';
  return `git+${url.href}`;
}

function git(root: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
