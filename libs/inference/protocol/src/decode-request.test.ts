import { decodeInferRequest } from './index.ts';

const MEBIBYTE = 2 ** 20;
const decodeText = (text: string) =>
  decodeInferRequest(new TextEncoder().encode(text), { maxTensorBytes: MEBIBYTE });

const problemOf = (result: ReturnType<typeof decodeText>) => (result.ok ? undefined : result.problem);

const X = '{"name":"x","datatype":"FP32","shape":[1],"data":[1]}';

describe('a body that is no request', () => {
  it.each([
    ['', 'invalid-json'],
    ['{"inputs":', 'invalid-json'],
    ['[]', 'invalid-request'],
    ['3', 'invalid-request'],
    ['null', 'invalid-request'],
    ['{}', 'invalid-request'],
    ['{"inputs":[]}', 'invalid-request'],
    ['{"inputs":{}}', 'invalid-request'],
    ['{"inputs":[1]}', 'invalid-request'],
    [`{"inputs":[${X},${X}]}`, 'invalid-request'],
    [`{"inputs":[${X}],"id":5}`, 'invalid-request'],
    [`{"inputs":[${X}],"id":"${'i'.repeat(257)}"}`, 'invalid-request'],
    [`{"inputs":[${X}],"id":"a\\r\\nb"}`, 'invalid-request'],
    [`{"inputs":[${X}],"outputs":{}}`, 'invalid-request'],
    [`{"inputs":[${X}],"outputs":[{}]}`, 'invalid-request'],
    [`{"inputs":[${X}],"outputs":[{"name":"y"},{"name":"y"}]}`, 'invalid-request'],
    [`{"inputs":[${X}],"outputs":[{"name":"y","parameters":{"binary_data":1}}]}`, 'invalid-request'],
    [`{"inputs":[${X}],"parameters":[]}`, 'invalid-request'],
    [`{"inputs":[${X}],"parameters":{"a":null}}`, 'invalid-request'],
    [`{"inputs":[${X}],"parameters":{"binary_data_output":"yes"}}`, 'invalid-request'],
    [`{"inputs":[${X.replace('"x"', '"__proto__"')}]}`, 'invalid-request'],
    [`{"inputs":[${X.replace('"x"', '""')}]}`, 'invalid-request'],
    [`{"inputs":[${X.replace('"x"', '"a\\u0000"')}]}`, 'invalid-request'],
  ])('is refused: %s', (text, code) => {
    expect(problemOf(decodeText(text))).toMatchObject({ code });
  });

  it('is refused if it is not UTF-8', () => {
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    expect(problemOf(decodeInferRequest(body, { maxTensorBytes: 1 }))).toMatchObject({
      code: 'invalid-json',
    });
  });
});

describe('what we do not know', () => {
  it('is ignored, and parameters stay exact', () => {
    const result = decodeText(
      `{"inputs":[${X}],"extra":{"a":[null]},"id":"7","outputs":[{"name":"y","parameters":{"binary_data":true}}],` +
        '"parameters":{"sequence_id":18446744073709551615,"custom":"a"}}',
    );
    expect(result).toMatchObject({
      ok: true,
      value: {
        id: '7',
        parameters: { sequence_id: '18446744073709551615', custom: 'a' },
        outputs: [{ name: 'y', parameters: { binary_data: true } }],
      },
    });
  });

  it('an empty list of outputs is as none', () => {
    const result = decodeText(`{"inputs":[${X}],"outputs":[]}`);
    expect(result.ok && result.value.outputs).toBeUndefined();
  });
});
