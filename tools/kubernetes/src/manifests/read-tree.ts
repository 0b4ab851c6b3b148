import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Tree } from './combinations.ts';

export interface Kustomization {
  readonly kind?: string;
  readonly components?: readonly string[];
  readonly [field: string]: unknown;
}

export const readKustomization = (folder: string): Kustomization =>
  parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;

/** Names of the folders below this one that hold a kustomization, in order. */
export const kustomizationsIn = (path: string): readonly string[] =>
  readdirSync(path)
    .filter((name) => existsSync(join(path, name, 'kustomization.yaml')))
    .sort();

/** Overlays and components of a folder like `k8s/`. */
export function readTree(k8s: string): Tree {
  const overlays = kustomizationsIn(join(k8s, 'overlays'));
  const componentsOf = (overlay: string) =>
    (readKustomization(join(k8s, 'overlays', overlay)).components ?? []).map((path) => basename(path));
  return {
    overlays: new Map(overlays.map((overlay) => [overlay, componentsOf(overlay)])),
    components: kustomizationsIn(join(k8s, 'components')),
  };
}
