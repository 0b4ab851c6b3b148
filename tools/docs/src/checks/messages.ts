import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';

/** Shorter pieces of a message are found everywhere and prove nothing. */
const MIN_LENGTH = 6;

/** The messages that a page explains: first cells of its tables, cut where `…` stands for what varies. */
export function messagePieces(page: string): readonly string[] {
  const cells = [...page.matchAll(/^\| +([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
  const messages = cells.filter((cell) => cell !== 'line' && !/^-+$/.test(cell));
  return messages.flatMap((message) =>
    message
      .split('…')
      .map((piece) => piece.trim().replace(/^: |[.,:(]+$/g, ''))
      .filter((piece) => piece.length >= MIN_LENGTH),
  );
}

/** Sources of everything that speaks to an operator, as one text with single blanks. */
export function operatorSources(): string {
  const files = ['apps', 'libs', 'tools/slipway'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|node_modules/.test(file))
      .map((file) => join(folder, file)),
  );
  const text = [...files, 'tools/bootstrap.mjs', 'slipway']
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  // A long message is a sum of parts in the source.
  return text.replace(/['`] \+\s+['`]/g, '').replace(/\s+/g, ' ');
}
