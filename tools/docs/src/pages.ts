import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatPage } from './format.ts';
import { drawSystem } from './diagram.ts';
import { tableOfEdges } from './edges.ts';
import type { Page } from './page.ts';
import { accessPage } from './pages/access.ts';
import { badInputPage } from './pages/bad-input.ts';
import { commandLinePage } from './pages/command-line.ts';
import { configurationPage } from './pages/configuration.ts';
import { declarationPages } from './pages/declarations.ts';
import { errorsPage } from './pages/errors.ts';
import { metricsPage } from './pages/metrics.ts';
import { sizesPages } from './pages/sizes.ts';
import { replaceRegion } from './region.ts';
import { readSystem } from './system.ts';
import { root } from './workspace.ts';

/** Written pages that show the services and their calls: as a picture, or as a table. */
const WITH_DIAGRAM = ['README.md', 'docs/explanation/architecture.md'];
const WITH_EDGES = ['docs/explanation/kubernetes.md'];

/** Everything in the documentation that follows from code, as it should be. */
export async function generatePages(): Promise<readonly Page[]> {
  const pages = await Promise.all([
    configurationPage(),
    errorsPage(),
    metricsPage(),
    commandLinePage(),
    accessPage(),
    badInputPage(),
  ]);
  const system = readSystem();
  return [
    ...(await Promise.all(
      [...pages, ...declarationPages(), ...sizesPages(), ...withEdges(system)].map(formatPage),
    )),
    ...WITH_DIAGRAM.map((file) => withRegion(file, 'system', drawSystem(system))),
  ];
}

const withEdges = (system: ReturnType<typeof readSystem>): readonly Page[] =>
  WITH_EDGES.map((file) => withRegion(file, 'edges', tableOfEdges(system)));

/** A written page with its generated part as it should be. */
const withRegion = (file: string, region: string, content: string): Page => ({
  file,
  content: replaceRegion(readFileSync(join(root, file), 'utf8'), region, content),
});
