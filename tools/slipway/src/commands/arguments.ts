import { InvalidArgumentError } from 'commander';

/** A whole number within [min, max]. */
export const integerArgument =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };

/** Names with commas between them. */
export function listArgument(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new InvalidArgumentError('Expected names with commas between them.');
}

/** Words with blanks between them. */
export function wordsArgument(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length > 0) return words;
  throw new InvalidArgumentError('Expected words with blanks between them.');
}
