import { hasDecimals, parseStrictJson, type JsonArray } from './index.ts';

const parse = (text: string) => {
  const result = parseStrictJson(text);
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
};

const refusal = (text: string) => {
  const result = parseStrictJson(text);
  return result.ok ? undefined : result.problem;
};

describe('the strict parser refuses', () => {
  it.each([
    ['empty text', '', 0],
    ['white space only', ' \n', 2],
    ['a truncated object', '{"a":1', 6],
    ['a truncated array', '[1,2', 4],
    ['an unterminated string', '"abc', 0],
    ['a trailing comma in an array', '[1,]', 3],
    ['a trailing comma in an object', '{"a":1,}', 7],
    ['a missing colon', '{"a" 1}', 5],
    ['a key without quotes', '{a:1}', 1],
    ['trailing content', '[1] x', 4],
    ['a leading zero', '[01]', 2],
    ['a leading plus', '[+1]', 1],
    ['a bare point', '[1.]', 2],
    ['glued literals', '[truefalse]', 5],
    ['white space that JSON does not know', '[1,\u00a02]', 3],
    ['a byte order mark', '\ufeff1', 0],
    ['NaN', '[1, NaN]', 4],
    ['Infinity', 'Infinity', 0],
    ['-Infinity', '[-Infinity]', 1],
    ['a number out of range', '[1, 1e400]', 4],
    ['a number out of range by its digits', `[${'9'.repeat(400)}]`, 1],
    ['a duplicate key', '{"a":1,"b":{},"a":2}', 14],
    ['a duplicate key in another spelling', '{"a":1,"\\u0061":2}', 7],
    ['a duplicate key within an array', '[{"a":1,"a":2}]', 8],
    ['__proto__', '{"x":[{"__proto__":{}}]}', 7],
    ['__proto__ in escapes', '{"\\u005f_proto__":1}', 1],
    ['constructor', '{"constructor":{"prototype":1}}', 1],
    ['prototype', '{"a":{"prototype":1}}', 6],
    ['a lone surrogate', '["\\ud800"]', 1],
    ['a lone surrogate in a key', '{"\\udc00":1}', 1],
    ['an unknown escape', '"\\x"', 0],
    ['a raw line break in a string', '"a\nb"', 2],
  ])('%s', (_, text, position) => {
    expect(refusal(text)).toMatchObject({ code: 'invalid-json' });
    expect(refusal(text)?.detail).toContain(`at position ${position}:`);
  });

  it.each([120, 100_000, 250_000])('nesting of %d levels, without overflowing the stack', (depth) => {
    expect(refusal('['.repeat(depth) + ']'.repeat(depth))?.detail).toMatch(/deeper than 100/);
    expect(refusal('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))?.detail).toMatch(/deeper than 100/);
  });

  it('more keys or arrays than allowed', () => {
    expect(parseStrictJson('{"a":{"b":1}}', { maxKeys: 1 }).ok).toBe(false);
    expect(parseStrictJson('[[1],[2]]', { maxArrays: 2 }).ok).toBe(false);
  });
});

describe('the strict parser reads', () => {
  it.each([
    '{"a":[1,2.5,-3e-2,true,false],"b":{"c":null,"d":"é\\n\\"😀\\\\"},"e":[],"f":{},"g":[[1],["]"],[{}]]}',
    ' [ 1 , [ 2 , 3 ] , "[" , { "k" : [ ] } ] ',
    '"\\ud83d\\ude00"',
    '[-0, 1.7976931348623157e308, 5e-324, 0.12345678901234567890]',
    '[9007199254740991, -9007199254740991]',
  ])('as JSON.parse does: %s', (text) => {
    expect(JSON.stringify(parse(text))).toBe(JSON.stringify(JSON.parse(text)));
  });

  it('100 levels', () => {
    expect(refusal('['.repeat(100) + ']'.repeat(100))).toBeUndefined();
  });

  it('integers beyond 2^53 exactly, alone and within arrays', () => {
    expect(parse('9007199254740993')).toBe(9007199254740993n);
    expect([...(parse('[1, -9223372036854775808, true]') as JsonArray)]).toEqual([
      1,
      -9223372036854775808n,
      true,
    ]);
  });

  it('minus zero with its sign', () => {
    expect(Object.is((parse('[-0]') as JsonArray)[0], -0)).toBe(true);
  });

  it('objects without a prototype', () => {
    expect(Object.getPrototypeOf(parse('{}'))).toBeNull();
  });

  it.each([
    ['[1, 2]', undefined],
    ['[true, false]', undefined],
    ['[1, 2.0]', true],
    ['[1e3, true]', true],
    ['[1.0, "x"]', true],
    ['[9007199254740993, 1E0]', true],
    ['["1.0", 1, [2.5]]', undefined],
    ['[{"a":1.5}, ["", 1.5]]', undefined],
  ])('%s with a mark where a number is not written as an integer', (text, mark) => {
    expect((parse(text) as JsonArray)[hasDecimals]).toBe(mark);
  });
});

it('refuses masses of empty objects before they cost memory', () => {
  const text = `[${'{},'.repeat(200_000)}{}]`;
  expect(parseStrictJson(text)).toMatchObject({ ok: false, problem: { code: 'invalid-json' } });
});
