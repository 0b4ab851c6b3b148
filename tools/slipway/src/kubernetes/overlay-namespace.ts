import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Workspace } from '../workspace.ts';
import { renderOverlay, requireOverlay } from './render-overlay.ts';

/** The namespace of an overlay, as it says itself: to look and to go back works where the overlay no longer renders. */
export async function overlayNamespace(
  workspace: Workspace,
  overlay: string,
  signal?: AbortSignal,
): Promise<string> {
  requireOverlay(workspace.root, overlay);
  const file = join(workspace.root, 'k8s/overlays', overlay, 'kustomization.yaml');
  if (existsSync(file)) {
    const found: unknown = (parse(readFileSync(file, 'utf8')) as { readonly namespace?: unknown } | null)
      ?.namespace;
    if (typeof found === 'string') return found;
  }
  return (await renderOverlay(workspace, overlay, signal)).namespace;
}
