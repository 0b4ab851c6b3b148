import type { Tree } from '@nx/devkit';
import type { ImageFacts, ServiceDeclaration } from '@slipway/deploy-declaration';
import { readImageFacts, readSystem } from '@slipway/deploy-system';
import { generatedFiles } from './generated-files.ts';

/** Nx's sync generator: `npx nx sync` writes what has drifted, `npx nx sync:check` fails and names it. */
export function syncDeclarations(tree: Tree) {
  const system = readSystem(tree.root);
  if (!system.ok) throw new Error(system.errors.join('\n'));
  const generated = generatedFiles(system.services, {
    facts: factsOf(tree.root, system.services),
    textOf: (file) => textOf(tree, file),
  });
  const drifted = [...generated].filter(([file, content]) => tree.read(file, 'utf8') !== content);
  for (const [file, content] of drifted) tree.write(file, content);
  return {
    outOfSyncMessage: 'Files that follow from apps/*/service.yaml are out of date: run `npx nx sync`',
    outOfSyncDetails: drifted.map(([file]) => file),
  };
}

function textOf(tree: Tree, file: string): string {
  const text = tree.read(file, 'utf8');
  if (text === null) throw new Error(`${file} is missing: restore it, a copy of it is generated`);
  return text;
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
