import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Page } from './page.ts';
import { root } from './workspace.ts';

/** As `npm run format` would leave it, so that a generated page passes the format check like any other. */
export async function formatPage({ file, content }: Page): Promise<Page> {
  const path = join(root, file);
  const config = await resolveConfig(path);
  return { file, content: await format(content, { ...config, filepath: path }) };
}
