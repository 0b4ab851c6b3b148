import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';

/** Every page for people: at the root, and under docs/ and k8s/. */
export function markdownFiles(): readonly string[] {
  const atRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
  const below = ['docs', 'k8s'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  return [...atRoot, ...below].sort();
}

export const readPage = (file: string): string => readFileSync(join(root, file), 'utf8');

const FENCE = /^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm;

/** A page without its code: what looks like a link or a heading in there is none. */
export const proseOf = (page: string): string =>
  page.replace(FENCE, '').replace(/`[^`\n]*`/g, (span) => span.replace(/[[\]()]/g, ''));

/** All code of a page, blocks and spans, one a line. */
export const codeOf = (page: string): string =>
  [...(page.match(FENCE) ?? []), ...(page.replace(FENCE, '').match(/`[^`\n]+`/g) ?? [])]
    .join('\n')
    .replace(/\s*\\\n\s*/g, ' ');

/** Anchors that GitHub gives to the headings of a page. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of page.replace(FENCE, '').matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = title
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}
