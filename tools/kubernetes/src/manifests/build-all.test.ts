import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import { root } from '../root.ts';
import { builder } from '../tools.ts';
import { buildAll } from './build-all.ts';
import { imageNames, lockedImages } from './lock-images.ts';
import { readTree } from './read-tree.ts';

const kubectl = await builder();
const builds = kubectl.found ? await buildAll(kubectl.version) : [];
const tree = readTree(join(root, 'k8s'));

describeOn(
  { platform: 'kubernetes', engine: kubectl, env: process.env },
  'every component with every overlay',
  () => {
    it('is built to objects, in the same namespace as the overlay alone', () => {
      expect(builds.length).toBe(
        [...tree.overlays.values()].reduce(
          (sum, present) => sum + 1 + tree.components.filter((one) => !present.includes(one)).length,
          0,
        ),
      );
      const odd = builds.filter(
        ({ overlay, manifests }) =>
          manifests.length < 20 ||
          manifests.some(
            ({ kind, metadata }) =>
              (kind === 'Namespace' ? metadata.name : metadata.namespace) !== `slipway-${overlay}`,
          ),
      );
      expect(odd.map(({ name }) => name)).toEqual([]);
    });

    it('changes something: a component that does nothing is none', () => {
      const alone = (overlay: string) => builds.find(({ name }) => name === overlay)!.manifests;
      const idle = builds.filter(
        ({ overlay, component, manifests }) =>
          component !== undefined && JSON.stringify(manifests) === JSON.stringify(alone(overlay)),
      );
      expect(idle.map(({ name }) => name)).toEqual([]);
    });
  },
);

it.each(tree.components)('the component %s has a README that begins with its name', (component) => {
  const file = join(root, 'k8s/components', component, 'README.md');
  expect(existsSync(file) && readFileSync(file, 'utf8').startsWith(`# ${basename(component)}\n\n`)).toBe(
    true,
  );
});

it('images of a release have registry, tag and digest', () => {
  const names = imageNames(['image: slipway/auth\nimage: other/x', "image: 'slipway/postgres:dev'"]);
  expect(names).toEqual(['auth', 'postgres']);
  expect(lockedImages(names)).toMatch(
    /- name: slipway\/auth\n    newName: registry.example.com\/slipway\/auth\n    newTag: 1.0.0\n    digest: sha256:[0-9a-f]{64}\n/,
  );
});
