import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { combinationsOf, type Combination } from './combinations.ts';
import { imageNames, lockedImages } from './lock-images.ts';
import { readKustomization, readTree } from './read-tree.ts';

/** Below k8s/tests: a component for each component that an overlay must decide something for. */
const DECIDED_BY_OVERLAYS = 'tests/with';
/** Components that a component stands on, by its name. */
const REQUIRES = 'tests/requires.yaml';

/** Copies k8s/ with the images of a release, and writes a kustomization for each combination to `k8s/tests`. */
export function writeMatrix(k8s: string, copy: string): readonly Combination[] {
  cpSync(k8s, copy, { recursive: true });
  writeFileSync(join(copy, 'components/images/kustomization.yaml'), lockedImages(imageNames(textsIn(copy))));
  const tree = readTree(copy);
  const requires = parse(readFileSync(join(copy, REQUIRES), 'utf8')) as Readonly<Record<string, string[]>>;
  const combinations = combinationsOf(tree);
  for (const { name, overlay, component } of combinations) {
    if (component === undefined) continue;
    const required = (requires[component] ?? []).filter((one) => !tree.overlays.get(overlay)?.includes(one));
    const paths = [...required, component].flatMap((one) => [
      ...[`${DECIDED_BY_OVERLAYS}/${one}`].filter((path) => existsSync(join(copy, path))),
      `components/${one}`,
    ]);
    const folder = join(copy, 'tests', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'kustomization.yaml'),
      stringify({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        namespace: readKustomization(join(copy, 'overlays', overlay)).namespace,
        resources: [`../../overlays/${overlay}`],
        components: paths.map((path) => `../../${path}`),
      }),
    );
  }
  return combinations;
}

/** Where the kustomization of a combination is. */
export const folderOf = (copy: string, { name, overlay, component }: Combination): string =>
  component === undefined ? join(copy, 'overlays', overlay) : join(copy, 'tests', name);

/** Every YAML file of a tree. */
export const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
