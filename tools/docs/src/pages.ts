import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatPage } from './format.ts';
import { drawSystem } from './diagram.ts';
import type { Page } from './page.ts';
import { accessPage } from './pages/access.ts';
import { badInputPage } from './pages/bad-input.ts';
import { commandLinePage } from './pages/command-line.ts';
import { configurationPage } from './pages/configuration.ts';
import { declarationPages } from './pages/declarations.ts';
import { errorsPage } from './pages/errors.ts';
import { metricsPage } from './pages/metrics.ts';
import { replaceRegion } from './region.ts';
import { readSystem } from './system.ts';
import { root } from './workspace.ts';

/** Written pages that show the services and their calls. */
const WITH_DIAGRAM = ['README.md', 'docs/explanation/architecture.md'];

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
  const diagram = drawSystem(readSystem());
  const drawn = WITH_DIAGRAM.map((file) => ({
    file,
    content: replaceRegion(readFileSync(join(root, file), 'utf8'), 'system', diagram),
  }));
  return [...(await Promise.all([...pages, ...declarationPages()].map(formatPage))), ...drawn];
}
