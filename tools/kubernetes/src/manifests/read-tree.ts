import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Tree } from './combinations.ts';

/** Where overlays find components. */
const COMPONENTS = '../../components/';

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
    (readKustomization(join(k8s, 'overlays', overlay)).components ?? []).map((path) =>
      path.replace(COMPONENTS, ''),
    );
  const components = kustomizationsIn(join(k8s, 'components'));
  return {
    overlays: new Map(overlays.map((overlay) => [overlay, componentsOf(overlay)])),
    components: components.flatMap((name) => [name, ...optionsOf(k8s, name)]),
  };
}

/** Components in the folder of another one, which stand on it: `observability/jaeger`. */
const optionsOf = (k8s: string, component: string): readonly string[] => {
  const folder = join(k8s, 'components', component);
  return kustomizationsIn(folder)
    .filter((name) => readKustomization(join(folder, name)).kind === 'Component')
    .map((name) => `${component}/${name}`);
};
