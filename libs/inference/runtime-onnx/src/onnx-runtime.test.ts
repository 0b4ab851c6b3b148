import { readFileSync } from 'node:fs';
import { itKeepsTheRuntimeContract } from '@slipway/inference-runtime/testing';
import { onnxRuntime } from './index.ts';

const workspace = new URL('../../../../', import.meta.url).pathname;
const lines = readFileSync(`${workspace}data/digits/validation.csv`, 'utf8').trim().split('\n').slice(1, 9);
const scans = lines.map((line) => line.split(',').map(Number));

describe('onnx runtime with digits-cnn', () => {
  itKeepsTheRuntimeContract({
    runtime: onnxRuntime,
    artifact: {
      folder: `${workspace}apps/digits-onnx/models/digits-cnn/1`,
      files: ['model.onnx'],
      signature: {
        inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 8, 8, 1] }],
        outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 10] }],
        maxBatchSize: 16,
      },
    },
    rows: {
      count: scans.length,
      data: Float32Array.from(scans.flatMap((columns) => columns.slice(2))),
      winners: scans.map((columns) => columns[1]!),
    },
  });
});
