import { Registry } from 'prom-client';
import { createModelMetrics } from './index.ts';

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
