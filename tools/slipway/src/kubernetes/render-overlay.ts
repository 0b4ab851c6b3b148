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
  { root, home, env }: Workspace,
  overlay: string,
  signal?: AbortSignal,
): Promise<Rendered> {
  requireOverlay(root, overlay);
  const lock = valueOf(await readMergedLock({ root, home }));
  // The committed component says the same as the committed lock.
  const laid = existsSync(lockFiles(home).lock) ? lock : undefined;
  const manifests = await withImages(root, laid, (folder) =>
    createRender(env)(join(folder, 'k8s/overlays', overlay), signal),
  );
  return { manifests, namespace: namespaceOf(manifests, overlay), lock };
}

/** The same with the images of another stage; what that stage does not use comes from the lock of the workspace. */
export async function renderPromoted(
  { root, home, env }: Workspace,
  overlay: string,
  { promoted, signal }: { readonly promoted: ImagesLock; readonly signal: AbortSignal },
): Promise<Rendered> {
  requireOverlay(root, overlay);
  const lock = mergeLocks(valueOf(await readMergedLock({ root, home })), promoted);
  const manifests = await withImages(root, lock, (folder) =>
    createRender(env)(join(folder, 'k8s/overlays', overlay), signal),
  );
  return { manifests, namespace: namespaceOf(manifests, overlay), lock };
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

/** A lock is laid over a copy, so that no file of the workspace changes. */
async function withImages(
  root: string,
  lock: ImagesLock | undefined,
  render: (root: string) => ReturnType<Render>,
): ReturnType<Render> {
  if (lock === undefined) return render(root);
  const copy = await mkdtemp(join(tmpdir(), 'slipway-overlay-'));
  try {
    for (const tree of TREES.filter((name) => existsSync(join(root, name))))
      await cp(join(root, tree), join(copy, tree), { recursive: true });
    const component = lockFiles(copy).kustomize;
    if (existsSync(component)) await writeFile(component, kustomizeComponent(lock));
    return await render(copy);
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
