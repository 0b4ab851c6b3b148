import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stampManifest } from './model-manifest.ts';

let model: string;

beforeEach(async () => {
  model = mkdtempSync(join(tmpdir(), 'slipway-manifest-'));
  await mkdir(join(model, '1'));
});

afterEach(() => rmSync(model, { recursive: true }));

test('stamps what `sha256sum * | sha256sum` prints and keeps the rest', () => {
  writeFileSync(join(model, '1/a.bin'), 'a\n');
  writeFileSync(join(model, '1/b.bin'), 'b\n');
  writeFileSync(join(model, 'model.yaml'), "name: x # kept\nlabels: ['0']\nversions: []\n");
  stampManifest(model);
  expect(readFileSync(join(model, 'model.yaml'), 'utf8')).toBe(`name: x # kept
labels: ['0']
versions:
  - version: '1'
    digest: sha256:407674ae2dc261798c7ef614ee5ede168d1113e9433f58078575bbfce1cb5097
    files:
      a.bin: sha256:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7
      b.bin: sha256:0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f
`);
});
