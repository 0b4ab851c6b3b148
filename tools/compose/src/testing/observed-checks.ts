import { digitInput } from '@slipway/load';
import { spansIn } from './debug-log.ts';
import { until } from './until.ts';

/** A running system with Prometheus and a collector beside it, wherever that is. */
export interface ObservedPlace {
  readonly url: string;
  readonly prometheusUrl: string;
  readonly token: () => Promise<string>;
  /** What the collector, or what stands behind it, has printed of the spans that it got. */
  readonly spansLog: () => Promise<string>;
}

/** A target of Prometheus, as its API has it. */
interface Target {
  readonly labels: { readonly job: string; readonly instance: string };
  readonly health: string;
  readonly lastError: string;
}

interface Alert {
  readonly labels: { readonly alertname: string; readonly service?: string };
  readonly state: 'pending' | 'firing';
}

const SPANS_MILLIS = 30_000;

/** What holds of every observed system. `place` is asked for when it is needed: it may not run yet. */
export function observedChecks(place: () => ObservedPlace) {
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${place().prometheusUrl}/api/v1/${path}`);
    return ((await answer.json()) as { data: T }).data;
  };
  const infer = async () =>
    fetch(`${place().url}/v2/models/digits/infer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await place().token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: [digitInput] }),
    });

  return {
    infer,
    /** Targets that answered when they were last scraped; one that refused the scrape fails the test. */
    async healthyTargets(): Promise<readonly Target['labels'][]> {
      const { activeTargets } = await ask<{ activeTargets: Target[] }>('targets?state=active');
      const refused = activeTargets.filter(({ lastError }) => /40\d/.test(lastError));
      expect(refused.map(({ lastError }) => lastError)).toEqual([]);
      return activeTargets.filter(({ health }) => health === 'up').map(({ labels }) => labels);
    },
    async expectWorkingRules(): Promise<void> {
      const { groups } = await ask<{ groups: { file: string; rules: { health: string }[] }[] }>('rules');
      expect(new Set(groups.map(({ file }) => file.split('/').at(-1)))).toEqual(
        new Set(['presence.yaml', 'slipway.yaml', 'slo.yaml']),
      );
      expect(groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'err')).toEqual([]);
    },
    async expectWholeTrace(): Promise<void> {
      // The first one of a stack may be slow, and a model that is slow is asked once more.
      await infer();
      const answer = await infer();
      expect(answer.status).toBe(200);
      const traceId = answer.headers.get('x-trace-id')!;
      const spans = await until(
        `seven spans of the trace ${traceId}`,
        async () => {
          const found = spansIn(await place().spansLog()).filter((span) => span.traceId === traceId);
          return found.length >= 7 ? found : undefined;
        },
        SPANS_MILLIS,
      );
      expect(spans.map(({ service, name }) => `${service}: ${name}`).sort()).toEqual([
        'digits-onnx: POST /v2/models/:model/infer',
        'digits-onnx: execute',
        'digits-tfjs: POST /v2/models/:model/infer',
        'digits-tfjs: execute',
        'gateway: POST /v2/models/:model/infer',
        'gateway: infer digits-cnn',
        'gateway: infer digits-mlp',
      ]);
      const ids = new Set(spans.map(({ id }) => id));
      expect(spans.filter(({ parentId }) => !ids.has(parentId)).map(({ service }) => service)).toEqual([
        'gateway',
      ]);
    },
    /** Services of which an alert fires, as soon as it does for any. */
    async firing(alertname: string, withinMillis: number): Promise<readonly (string | undefined)[]> {
      const firing = await until(
        `a firing ${alertname}`,
        async () => {
          const { alerts } = await ask<{ alerts: Alert[] }>('alerts');
          const found = alerts.filter(
            ({ labels, state }) => labels.alertname === alertname && state === 'firing',
          );
          return found.length > 0 ? found : undefined;
        },
        withinMillis,
      );
      return firing.map(({ labels }) => labels.service);
    },
  };
}
