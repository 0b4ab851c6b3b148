import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@slipway/inference-protocol';
import type { Runtime } from '@slipway/inference-runtime';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Executes by doubling each number; records its executions by rows, and fails on a first element of -1. */
export function createDoublingRuntime() {
  const executions: number[] = [];
  const runtime: Runtime = {
    platform: 'test_doubling',
    load: async () => ({
      backend: 'doubling 1',
      execute: async ([input]) => {
        const { data, shape } = input as Tensor & { data: Float32Array };
        executions.push(shape[0]!);
        if (data[0] === -1) throw new Error('cannot double this');
        return [{ name: 'y', datatype: 'FP32', shape, data: data.map((value) => value * 2) }];
      },
      close: async () => undefined,
    }),
  };
  return { runtime, executions };
}

/** A folder with the model `double` in the versions given, whose file says which it is. */
export async function writeModelFolder(versions: readonly string[] = ['1']): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-models-'));
  const declared = versions.map((version) => {
    const file = sha256(version);
    return `  - { version: "${version}", digest: "sha256:${sha256(`${file}  weights.bin\n`)}", files: { weights.bin: "sha256:${file}" } }`;
  });
  for (const version of versions) {
    await mkdir(join(folder, 'double', version), { recursive: true });
    await writeFile(join(folder, 'double', version, 'weights.bin'), version);
  }
  await writeFile(
    join(folder, 'double', 'model.yaml'),
    `name: double
runtime: onnx
description: Doubles numbers
maxBatchSize: 4
inputs: [{ name: x, datatype: FP32, shape: [-1, 2] }]
outputs: [{ name: y, datatype: FP32, shape: [-1, 2] }]
warmup: { rows: [1, 3] }
card: card.md
versions:
${declared.join('\n')}
`,
  );
  return folder;
}
