import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRender, type Render } from '@slipway/deploy-cluster';
import { lockFiles, readMergedLock } from '@slipway/deploy-images';
import { kustomizeComponent, mergeLocks, type ImagesLock } from '@slipway/deploy-lock';
import type { Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';
import { valueOf } from '../images/end-step.ts';
import type { Workspace } from '../workspace.ts';
import { asCommandError } from './reach-cluster.ts';

export interface Rendered {
  readonly manifests: readonly Manifest[];
  /** Of the overlay: the one that its objects are in. */
  readonly namespace: string;
  readonly lock: ImagesLock | undefined;
}

/** Trees that overlays are made of, and that may refer to each other. */
const TREES = ['k8s', 'istio'];

/** What an overlay of the workspace asks for, with the images of the lock. */
export async function renderOverlay(
  workspace: Workspace,
  overlay: string,
  signal?: AbortSignal,
): Promise<Rendered> {
  const lock = await workspaceLock(workspace);
  // The committed component says the same as the committed lock.
  const laid = existsSync(lockFiles(workspace.home).lock) ? lock : undefined;
  return { ...(await render(workspace, { overlay, laid, signal })), lock };
}

/** The same with the images of another stage; what that stage does not use comes from the lock of the workspace. */
export async function renderPromoted(
  workspace: Workspace,
  overlay: string,
  { promoted, signal }: { readonly promoted: ImagesLock; readonly signal: AbortSignal },
): Promise<Rendered> {
  const lock = mergeLocks(await workspaceLock(workspace), promoted);
  return { ...(await render(workspace, { overlay, laid: lock, signal })), lock };
}

export function requireOverlay(root: string, overlay: string): void {
  const overlays = join(root, 'k8s/overlays');
  const names = existsSync(overlays) ? readdirSync(overlays).sort() : [];
  if (names.includes(overlay)) return;
  throw new CommandError(
    'usage',
    `There is no overlay ${overlay} in k8s/overlays: expected one of ${names.join(', ') || 'none'}`,
  );
}

const workspaceLock = async ({ root, home }: Workspace) => valueOf(await readMergedLock({ root, home }));

interface RenderOptions {
  readonly overlay: string;
  /** Laid over a copy, so that no file of the workspace changes. */
  readonly laid: ImagesLock | undefined;
  readonly signal: AbortSignal | undefined;
}

async function render(
  { root, env }: Workspace,
  { overlay, laid, signal }: RenderOptions,
): Promise<Omit<Rendered, 'lock'>> {
  requireOverlay(root, overlay);
  const manifests = await withImages(root, laid, (folder) =>
    createRender(env)(join(folder, 'k8s/overlays', overlay), signal),
  ).catch((error: unknown) => {
    throw asCommandError(error);
  });
  return { manifests, namespace: namespaceOf(manifests, overlay) };
}

async function withImages(
  root: string,
  lock: ImagesLock | undefined,
  use: (root: string) => ReturnType<Render>,
): ReturnType<Render> {
  if (lock === undefined) return use(root);
  const copy = await mkdtemp(join(tmpdir(), 'slipway-overlay-'));
  try {
    for (const tree of TREES.filter((name) => existsSync(join(root, name))))
      await cp(join(root, tree), join(copy, tree), { recursive: true });
    const component = lockFiles(copy).kustomize;
    if (existsSync(component)) await writeFile(component, kustomizeComponent(lock));
    return await use(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function namespaceOf(manifests: readonly Manifest[], overlay: string): string {
  const [namespace, ...others] = new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
  if (namespace !== undefined && others.length === 0) return namespace;
  throw new CommandError(
    'config',
    `Overlay ${overlay} is in ${namespace === undefined ? 'no namespace' : `the namespaces ${[namespace, ...others].join(', ')}`}: expected exactly one, by namespace: in its kustomization.yaml`,
  );
}
