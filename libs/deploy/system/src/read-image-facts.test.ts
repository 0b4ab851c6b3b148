import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serviceDeclaration } from '@slipway/deploy-declaration';
import { readImageFacts } from './index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-facts-'));
  write('apps/digits/package.json', '{ "version": "1.2.3" }');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const service = (models: readonly string[]) =>
  serviceDeclaration.parse({
    name: 'digits',
    kind: 'model',
    description: 'test',
    ports: { http: 8081 },
    uid: 10_001,
    models,
    probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 1 },
    drainSeconds: 1,
  });

const sha = (digit: string) => `sha256:${digit.repeat(64)}`;
const model = (name: string, digests: readonly string[]) =>
  JSON.stringify({
    name,
    runtime: 'onnx',
    description: 'test',
    maxBatchSize: 1,
    inputs: [{ name: 'in', datatype: 'FP32', shape: [-1, 1] }],
    outputs: [{ name: 'out', datatype: 'FP32', shape: [-1, 1] }],
    card: 'card.md',
    versions: digests.map((digest, index) => ({ version: String(index + 1), digest, files: { a: digest } })),
  });

describe('what the labels of an image say', () => {
  it('is the version of the package, and no model where none is declared', () => {
    expect(readImageFacts(root, service([]))).toEqual({ ok: true, facts: { version: '1.2.3', models: '' } });
  });

  it('is each version of each model with its digest', () => {
    write('apps/digits/models/cnn/model.yaml', model('cnn', [sha('a'), sha('b')]));
    write('apps/digits/models/mlp/model.yaml', model('mlp', [sha('c')]));
    expect(readImageFacts(root, service(['cnn', 'mlp']))).toEqual({
      ok: true,
      facts: { version: '1.2.3', models: `cnn@1=${sha('a')} cnn@2=${sha('b')} mlp@1=${sha('c')}` },
    });
  });

  it('is refused with a line for a model that is missing or declared wrongly', () => {
    expect(readImageFacts(root, service(['cnn']))).toEqual({
      ok: false,
      errors: ['digits declares model cnn, but apps/digits/models/cnn/model.yaml is missing'],
    });
    write('apps/digits/models/cnn/model.yaml', model('cnn', ['sha256:short']));
    const read = readImageFacts(root, service(['cnn']));
    expect(read.ok ? [] : read.errors).toContainEqual(
      expect.stringContaining('apps/digits/models/cnn/model.yaml: versions.0.digest: '),
    );
  });
});
