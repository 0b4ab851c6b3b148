import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRender, type Render } from '@slipway/deploy-cluster';
import { lockFiles, readMergedLock } from '@slipway/deploy-images';
import { kustomizeComponent, type ImagesLock } from '@slipway/deploy-lock';
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
  const manifests = await withLocalImages({ root, home, lock }, (folder) =>
    createRender(env)(join(folder, 'k8s/overlays', overlay), signal),
  );
  return { manifests, namespace: namespaceOf(manifests, overlay), lock };
}

function requireOverlay(root: string, overlay: string): void {
  const overlays = join(root, 'k8s/overlays');
  const names = existsSync(overlays) ? readdirSync(overlays).sort() : [];
  if (names.includes(overlay)) return;
  throw new CommandError(
    'usage',
    `There is no overlay ${overlay} in k8s/overlays: expected one of ${names.join(', ') || 'none'}`,
  );
}

interface Trees {
  readonly root: string;
  readonly home: string;
  readonly lock: ImagesLock | undefined;
}

/** A local lock wins over the committed one: it is laid over a copy, so that no file of the workspace changes. */
async function withLocalImages(
  { root, home, lock }: Trees,
  render: (root: string) => ReturnType<Render>,
): ReturnType<Render> {
  if (lock === undefined || !existsSync(lockFiles(home).lock)) return render(root);
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
