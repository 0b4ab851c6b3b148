import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from '../workspace.ts';
import { anchorsOf, proseOf, readPage } from './markdown.ts';

const LINK = /\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g;

/** Links of a page that lead nowhere: no such file in the repository, or no such heading in it. */
export function brokenLinks(file: string): string[] {
  const page = readPage(file);
  return [...proseOf(page).matchAll(LINK)].flatMap(([, target = '']) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const linked = path === '' ? file : normalize(join(dirname(file), path));
    if (linked.startsWith('..')) return [`${file}: ${target} leads out of the repository`];
    if (!existsSync(join(root, linked))) return [`${file}: ${target} does not exist`];
    if (anchor === undefined || !linked.endsWith('.md')) return [];
    return anchorsOf(readPage(linked)).has(anchor) ? [] : [`${file}: ${target} has no such heading`];
  });
}
