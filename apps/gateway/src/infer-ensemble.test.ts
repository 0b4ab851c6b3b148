import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { InferenceClient } from '@slipway/inference-client';
import { readEnsembles } from './ensembles.ts';
import { inferEnsemble } from './infer-ensemble.ts';

const scope = () => ({
  signal: new AbortController().signal,
  remainingMillis: () => 10_000,
  trace: ROOT_CONTEXT,
  requestId: 'r',
});
const pixels = { name: 'image', datatype: 'FP32' as const, shape: [1, 8, 8, 1], data: new Float32Array(64) };

describe('the branches of an ensemble', () => {
  it('are cancelled when one of them throws', async () => {
    const models = new Set(['digits-cnn', 'digits-mlp']);
    const ensembles = await readEnsembles(new URL('./testing', import.meta.url).pathname, models);
    const signals: AbortSignal[] = [];
    const waiting: InferenceClient = {
      infer: (_call, { signal }) => (signals.push(signal), new Promise(() => undefined)),
    };
    const throwing: InferenceClient = { infer: () => Promise.reject(new Error('defect')) };
    const answer = inferEnsemble(ensembles.get('digits')!, { inputs: [pixels] }, scope(), (model) =>
      model === 'digits-cnn' ? waiting : throwing,
    );
    await expect(answer).rejects.toThrow('defect');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
