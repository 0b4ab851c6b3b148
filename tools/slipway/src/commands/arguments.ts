import { InvalidArgumentError, Option } from 'commander';

/** A whole number within [min, max]. */
export const integerArgument =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };

const LARGEST_OFFSET = 60_000;
const offsetArgument = integerArgument(0, LARGEST_OFFSET);

/** `--port-offset`, which the environment may give too; an empty variable counts as absent, like any other. */
export const portOffsetOption = (description: string): Option =>
  new Option('--port-offset <n>', description)
    .env('SLIPWAY_PORT_OFFSET')
    .default(0)
    .argParser((text) => (text === '' ? 0 : offsetArgument(text)));

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
