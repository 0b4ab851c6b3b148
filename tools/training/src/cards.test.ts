import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { renderCards } from './cards.ts';

test.each(renderCards().map((card) => [basename(card.path), card] as const))(
  '%s is what the measured numbers give',
  (_, { path, content }) => {
    expect(readFileSync(path, 'utf8')).toBe(content);
  },
);
