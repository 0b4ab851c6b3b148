import type { Tree } from '@nx/devkit';
import type { ImageFacts, ServiceDeclaration } from '@slipway/deploy-declaration';
import { readImageFacts, readSystem } from '@slipway/deploy-system';
import { generatedFiles } from './generated-files.ts';

/** Nx's sync generator: `npx nx sync` writes what has drifted, `npx nx sync:check` fails and names it. */
export function syncDeclarations(tree: Tree) {
  const system = readSystem(tree.root);
  if (!system.ok) throw new Error(system.errors.join('\n'));
  const drifted = [...generatedFiles(system.services, factsOf(tree.root, system.services))].filter(
    ([file, content]) => tree.read(file, 'utf8') !== content,
  );
  for (const [file, content] of drifted) tree.write(file, content);
  return {
    outOfSyncMessage: 'Files that follow from apps/*/service.yaml are out of date: run `npx nx sync`',
    outOfSyncDetails: drifted.map(([file]) => file),
  };
}

function factsOf(root: string, services: readonly ServiceDeclaration[]): ReadonlyMap<string, ImageFacts> {
  return new Map(
    services.map((service) => {
      const read = readImageFacts(root, service);
      if (!read.ok) throw new Error(read.errors.join('\n'));
      return [service.name, read.facts];
    }),
  );
}
