import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createRender } from '@slipway/deploy-cluster';
import type { Manifest } from '@slipway/deploy-plan';
import { stringify } from 'yaml';
import { root } from '../root.ts';

/** Renders a kustomization of a test; it is given the way to `k8s/`, for Kustomize takes no absolute one. Files go beside it. */
export async function renderOver(
  kustomizationAt: (k8s: string) => unknown,
  files: Readonly<Record<string, readonly unknown[]>> = {},
): Promise<readonly Manifest[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-render-')));
  try {
    const kustomization = kustomizationAt(relative(folder, join(root, 'k8s')));
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    for (const [file, objects] of Object.entries(files))
      writeFileSync(join(folder, file), objects.map((object) => stringify(object)).join('---\n'));
    return await createRender(process.env)(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
