import { ok, type Result } from '@slipway/service-problem';
import { attempt } from './attempt.ts';
import { isForbiddenKey } from './forbidden-key.ts';
import { invalidJson, readJsonString } from './json-string.ts';
import { hasDecimals, type JsonArray, type JsonObject, type JsonValue } from './json-value.ts';
import { readNumberRun } from './number-run.ts';

export interface StrictJsonOptions {
  /** Deepest nesting of arrays and objects (100, as Triton's). */
  readonly maxDepth?: number;
  /** Most objects and keys in the whole text (100 000): each costs far more memory than its characters. */
  readonly maxKeys?: number;
  /** Most arrays in the whole text (1 000 000), for the same reason; flat tensor data is one array. */
  readonly maxArrays?: number;
}

/**
 * Parses JSON and refuses what JSON.parse takes in silence: duplicate keys, keys that reach a prototype, numbers out of
 * range, lone surrogates, bottomless nesting.
 *
 * Problems: `invalid-json`, with the position in UTF-16 units.
 */
export function parseStrictJson(text: string, options: StrictJsonOptions = {}): Result<JsonValue> {
  return attempt(() => ok(new StrictJsonReader(text, options).document()));
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const DECIMAL = /[.eE]/;
const WHITESPACE = /[ \t\n\r]*/y;

class StrictJsonReader {
  private readonly text: string;
  private readonly maxDepth: number;
  private readonly maxKeys: number;
  private readonly maxArrays: number;
  private at = 0;
  private keys = 0;
  private arrays = 0;
  /** Whether the value just read is a number with a fraction or an exponent. */
  private decimal = false;
  /** The next `]`, as far as looked for. */
  private close = -1;

  constructor(text: string, { maxDepth = 100, maxKeys = 100_000, maxArrays = 1_000_000 }: StrictJsonOptions) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.maxKeys = maxKeys;
    this.maxArrays = maxArrays;
  }

  document(): JsonValue {
    const value = this.value(1);
    if (this.peek() !== '') this.fail('unexpected text after the end');
    return value;
  }

  private value(depth: number): JsonValue {
    this.decimal = false;
    switch (this.peek()) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.literal('true', true);
      case 'f':
        return this.literal('false', false);
      case 'n':
        return this.literal('null', null);
      case '':
        return this.fail('unexpected end');
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonObject {
    this.checkDepth(depth);
    if (++this.keys > this.maxKeys) this.fail(`more than ${this.maxKeys} objects and keys`);
    const members = { __proto__: null } as unknown as JsonObject;
    this.at++;
    if (this.accept('}')) return members;
    do {
      const key = this.key(members);
      if (!this.accept(':')) this.fail("expected ':'");
      members[key] = this.value(depth + 1);
    } while (this.accept(','));
    if (!this.accept('}')) this.fail("expected ',' or '}'");
    this.decimal = false;
    return members;
  }

  private key(members: JsonObject): string {
    if (this.peek() !== '"') this.fail('expected a key in double quotes');
    const start = this.at;
    const key = this.string();
    if (isForbiddenKey(key)) this.fail(`key "${key}" is not allowed`, start);
    if (key in members) this.fail(`duplicate key "${key.slice(0, 64)}"`, start);
    if (++this.keys > this.maxKeys) this.fail(`more than ${this.maxKeys} keys`, start);
    return key;
  }

  private array(depth: number): JsonArray {
    this.checkDepth(depth);
    if (++this.arrays > this.maxArrays)
      this.fail(`more than ${this.maxArrays} arrays: send tensor data flat`);
    const run = this.numberRun();
    if (run !== undefined) return run;
    const values: JsonArray = [];
    this.at++;
    if (this.accept(']')) return values;
    do {
      values.push(this.value(depth + 1));
      if (this.decimal) values[hasDecimals] = true;
    } while (this.accept(','));
    if (!this.accept(']')) this.fail("expected ',' or ']'");
    this.decimal = false;
    return values;
  }

  private numberRun(): JsonArray | undefined {
    // Remembered, because a search for every `[` of a deep nest would make the time quadratic.
    if (this.close < this.at) this.close = this.text.indexOf(']', this.at);
    if (this.close < 0) return undefined;
    const values = readNumberRun(this.text.slice(this.at, this.close + 1));
    if (values !== undefined) this.at = this.close + 1;
    return values;
  }

  private string(): string {
    const { value, end } = readJsonString(this.text, this.at);
    this.at = end;
    return value;
  }

  private number(): number | bigint {
    NUMBER.lastIndex = this.at;
    if (!NUMBER.test(this.text)) return this.fail('expected a value');
    const digits = this.text.slice(this.at, NUMBER.lastIndex);
    const value = Number(digits);
    if (!Number.isFinite(value)) this.fail('number out of range');
    this.at = NUMBER.lastIndex;
    this.decimal = DECIMAL.test(digits);
    return this.decimal || Number.isSafeInteger(value) ? value : BigInt(digits);
  }

  private literal<T extends JsonValue>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
  }

  /** The next character that is not white space; empty at the end. */
  private peek(): string {
    const next = this.text.charAt(this.at);
    if (next > ' ' || next === '') return next;
    WHITESPACE.lastIndex = this.at;
    WHITESPACE.test(this.text);
    this.at = WHITESPACE.lastIndex;
    return this.text.charAt(this.at);
  }

  private accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  /** Bounds the recursion too: no text can overflow the stack. */
  private checkDepth(depth: number): void {
    if (depth > this.maxDepth) this.fail(`nested deeper than ${this.maxDepth}`);
  }

  private fail(what: string, at = this.at): never {
    return invalidJson(at, what);
  }
}
