import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { combinationsOf, type Combination } from './combinations.ts';
import { imageNames, lockedImages } from './lock-images.ts';
import { readKustomization, readTree } from './read-tree.ts';

/** Below k8s/tests: a component for each component that an overlay must decide something for. */
const DECIDED_BY_OVERLAYS = 'tests/with';
const IMAGES = '../../components/images';
/** Components that a component stands on, by its name. */
const REQUIRES = 'tests/requires.yaml';

/** Copies k8s/ with the images of a release, and writes an overlay for each combination. */
export function writeMatrix(k8s: string, copy: string): readonly Combination[] {
  cpSync(k8s, copy, { recursive: true });
  writeFileSync(join(copy, 'components/images/kustomization.yaml'), lockedImages(imageNames(textsIn(copy))));
  const tree = readTree(copy);
  const requires = parse(readFileSync(join(copy, REQUIRES), 'utf8')) as Readonly<Record<string, string[]>>;
  const combinations = combinationsOf(tree);
  for (const { name, overlay, component } of combinations) {
    if (component === undefined) continue;
    const parent = component.includes('/') ? [component.replace(/\/.*$/, '')] : [];
    const required = [...parent, ...(requires[component] ?? [])].filter(
      (one) => !tree.overlays.get(overlay)?.includes(one),
    );
    const paths = [...required, component].flatMap((one) => [
      ...[`${DECIDED_BY_OVERLAYS}/${one}`].filter((path) => existsSync(join(copy, path))),
      `components/${one}`,
    ]);
    writeOverlay(join(copy, 'overlays', overlay), folderOf(copy, name), paths);
  }
  return combinations;
}

/** An overlay like another one with more components, as a person would write it: before the images of the lock. */
function writeOverlay(from: string, to: string, components: readonly string[]): void {
  cpSync(from, to, { recursive: true });
  const kustomization = readKustomization(from);
  const present = kustomization.components ?? [];
  const added = components.map((path) => `../../${path}`);
  const all = [...present.filter((path) => path !== IMAGES), ...added, IMAGES];
  writeFileSync(join(to, 'kustomization.yaml'), stringify({ ...kustomization, components: all }));
}

/** Where the kustomization of a combination is. */
export const folderOf = (copy: string, name: string): string => join(copy, 'overlays', name);

/** Every YAML file of a tree. */
export const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
