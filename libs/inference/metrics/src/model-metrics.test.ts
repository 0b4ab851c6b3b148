import { Registry } from 'prom-client';
import { createModelMetrics, createRequestMetrics } from './index.ts';

const model = { name: 'm', version: '2' };

describe('the metrics of a model', () => {
  it('count rows of answers, whoever computed them', () => {
    const metrics = createModelMetrics(new Registry());
    metrics.started(model, 3);
    metrics.finished(model, { outcome: 'success', rows: 3, requestSeconds: 0.25 });
    const statistics = metrics.statistics(model);
    expect(statistics).toMatchObject({ inference_count: 3, execution_count: 0 });
    expect(statistics.last_inference).toBeGreaterThan(0);
    expect(statistics.inference_stats.success).toEqual({ count: 1, ns: 250_000_000 });
  });

  it('tell waiting from computing', () => {
    const metrics = createModelMetrics(new Registry());
    metrics.started(model, 1);
    metrics.finished(model, { outcome: 'success', rows: 1, requestSeconds: 0.3, computeSeconds: 0.1 });
    const { queue, compute_infer: compute } = metrics.statistics(model).inference_stats;
    expect([queue?.ns, compute?.ns]).toEqual([200_000_000, 100_000_000]);
  });

  it('count what failed apart, and give its pending rows back', async () => {
    const registry = new Registry();
    const metrics = createModelMetrics(registry);
    metrics.started(model, 5);
    metrics.finished(model, { outcome: 'failed', rows: 5, requestSeconds: 0.1, computeSeconds: 0.1 });
    expect(metrics.statistics(model)).toMatchObject({ inference_count: 0, execution_count: 1 });
    const text = await registry.metrics();
    expect(text).toContain('slipway_model_requests_total{model="m",version="2",outcome="failed"} 1');
    expect(text).toContain('slipway_model_pending_rows{model="m",version="2"} 0');
  });
});

describe('what is registered', () => {
  const namesOf = (fill: (registry: Registry) => unknown) => {
    const registry = new Registry();
    fill(registry);
    return registry.getMetricsAsArray().map(({ name }) => name);
  };

  it('is only what there is to count where requests are passed on', () => {
    expect(namesOf(createRequestMetrics)).toEqual([
      'slipway_model_requests_total',
      'slipway_model_rows_total',
      'slipway_model_partial_answers_total',
      'slipway_model_request_duration_seconds',
      'slipway_model_pending_rows',
    ]);
  });

  it('holds executions and what was loaded besides, where models are', () => {
    expect(namesOf(createModelMetrics).slice(5)).toEqual([
      'slipway_model_executions_total',
      'slipway_model_queue_duration_seconds',
      'slipway_model_compute_duration_seconds',
      'slipway_model_batch_rows',
      'slipway_model_load_seconds',
      'slipway_model_ready',
      'slipway_model_info',
    ]);
  });
});
