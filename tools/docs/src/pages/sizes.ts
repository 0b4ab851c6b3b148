import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIZES_FILE, sizesPage, sizesRecord } from '@slipway/deploy-size';
import { referencePage, type Page } from '../page.ts';
import { root } from '../workspace.ts';

/** The recorded measurement, where there is one. */
export function sizesPages(): readonly Page[] {
  const file = join(root, SIZES_FILE);
  if (!existsSync(file)) return [];
  const record = sizesRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  return [referencePage('sizes', SIZES_FILE, [sizesPage(record)])];
}
