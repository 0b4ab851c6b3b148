import { reject } from './attempt.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

/** Leaves the parser: what is wrong, and where in UTF-16 units. */
export const invalidJson = (at: number, what: string): never =>
  reject('invalid-json', `invalid JSON at position ${at}: ${what}`);

/** Reads the string that starts with the quote at `start`; `end` is behind its closing quote. */
export function readJsonString(text: string, start: number): { value: string; end: number } {
  let escaped = false;
  let at = start + 1;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) break;
    if (unit === BACKSLASH) escaped = true;
    else if (Number.isNaN(unit)) return invalidJson(start, 'unterminated string');
    else if (unit < FIRST_PRINTABLE) return invalidJson(at, 'control character in a string');
    at += unit === BACKSLASH ? 2 : 1;
  }
  const end = at + 1;
  const value = escaped ? unescape(text.slice(start, end), start) : text.slice(start + 1, at);
  if (!value.isWellFormed()) return invalidJson(start, 'lone surrogate in a string');
  return { value, end };
}

function unescape(literal: string, start: number): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return invalidJson(start, 'bad escape in a string');
  }
}
