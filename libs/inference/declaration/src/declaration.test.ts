import { modelDeclaration, parseYaml } from './index.ts';

const HEX = 'a'.repeat(64);
const valid = `
name: digits-cnn
runtime: onnx
description: Reads digits
maxBatchSize: 8
inputs: [{ name: image, datatype: FP32, shape: [-1, 8, 8, 1] }]
outputs: [{ name: probabilities, datatype: FP32, shape: [-1, 10] }]
card: card.md
versions: [{ version: "1", digest: "sha256:${HEX}", files: { model.onnx: "sha256:${HEX}" } }]
`;

describe('a model declaration', () => {
  it('is read with its defaults', () => {
    const result = parseYaml(modelDeclaration, valid, 'model.yaml');
    expect(result).toMatchObject({ ok: true, value: { name: 'digits-cnn', warmup: { rows: [1] } } });
  });

  it.each([
    ['an unknown key', valid + 'speed: fast\n', 'speed'],
    ['a missing key', valid.replace('card: card.md\n', ''), 'model.yaml: card:'],
    ['a wrong datatype', valid.replace('FP32', 'float'), 'inputs.0.datatype'],
    ['a version that is no string', valid.replace('"1"', '1'), 'versions.0.version'],
    ['a path for a file', valid.replace('model.onnx', '../model.onnx'), 'versions.0.files'],
    ['a duplicate key', valid + 'name: other\n', 'unique'],
    ['broken YAML', valid + ' - [', 'model.yaml:'],
    ['nothing', '', 'model.yaml: document'],
  ])('is refused with one line for %s', (_, text, expected) => {
    const result = parseYaml(modelDeclaration, text, 'model.yaml');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.errors.join('\n')).toContain(expected);
  });
});
