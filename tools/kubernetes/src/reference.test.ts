import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKustomization, readTree } from './manifests/read-tree.ts';
import { root } from './root.ts';
import { rules } from './rules.ts';

const page = readFileSync(join(root, 'docs/reference/kubernetes.md'), 'utf8');
const { overlays, components } = readTree(join(root, 'k8s'));
/** In the order of the columns. */
const columns = /^\| component +\| what it adds +\|(.*)\|$/m
  .exec(page)![1]!
  .split('|')
  .map((name) => name.trim());

/** `name` and the overlays that have it, as the table of the page says. */
const rows = [
  ...page.matchAll(/^\| \[([a-z/-]+)\]\(\.\.\/\.\.\/k8s\/components\/\1\/README\.md\) *\|[^|]*\|(.*)\|$/gm),
].map(
  ([, name, marks]) =>
    [name!, columns.filter((_, index) => marks!.split('|')[index]!.trim() === 'yes')] as const,
);

describe('the reference of the manifests', () => {
  it('has every component, and the overlays that have it', () => {
    expect([...overlays.keys()].sort()).toEqual([...columns].sort());
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(
        components.map((name) => [name, columns.filter((overlay) => overlays.get(overlay)!.includes(name))]),
      ),
    );
  });

  it('says of components what k8s/README.md says, which has every overlay with its namespace, too', () => {
    const readme = readFileSync(join(root, 'k8s/README.md'), 'utf8');
    const cells = (text: string, pattern: RegExp) =>
      Object.fromEntries([...text.matchAll(pattern)].map(([, name, what]) => [name!, what!]));
    expect(cells(readme, /^\| \[([a-z/-]+)\]\(components\/\1\/README\.md\) *\| (.*?) *\|$/gm)).toEqual(
      cells(page, /^\| \[([a-z/-]+)\]\(\S+\) *\| (.*?) *\|/gm),
    );
    expect(cells(readme, /^\| `([a-z-]+)` *\| `(slipway-[a-z-]+)` *\|/gm)).toEqual(
      Object.fromEntries(
        [...overlays.keys()].map((name) => [
          name,
          readKustomization(join(root, 'k8s/overlays', name)).namespace,
        ]),
      ),
    );
  });

  it('has every promise that is tested, and no other', () => {
    const section = page.split('## What every overlay keeps')[1]!.split('\n## ')[0]!;
    const listed = [...section.matchAll(/^- (.*)$/gm)].map(([, promise]) => promise);
    expect(listed).toEqual(Object.values(rules).map(({ promise }) => promise));
  });
});
