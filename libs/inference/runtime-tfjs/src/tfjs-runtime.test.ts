import { readFileSync } from 'node:fs';
import { itKeepsTheRuntimeContract } from '@slipway/inference-runtime/testing';
import { tfjsRuntime } from './index.ts';

const workspace = new URL('../../../../', import.meta.url).pathname;
const lines = readFileSync(`${workspace}data/digits/validation.csv`, 'utf8').trim().split('\n').slice(1, 9);
const scans = lines.map((line) => line.split(',').map(Number));

describe('tfjs runtime with digits-mlp', () => {
  itKeepsTheRuntimeContract({
    runtime: tfjsRuntime,
    artifact: {
      folder: `${workspace}apps/digits-tfjs/models/digits-mlp/1`,
      files: ['model.json'],
      signature: {
        inputs: [{ name: 'pixels', datatype: 'FP32', shape: [-1, 64] }],
        outputs: [{ name: 'scores', datatype: 'FP32', shape: [-1, 10] }],
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
