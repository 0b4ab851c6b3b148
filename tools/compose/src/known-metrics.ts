import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTelemetry } from '@slipway/service-telemetry';
import type { Metric } from 'prom-client';
import { root } from './docker.ts';
import { withHistograms } from './promql.ts';

/** What Prometheus has of its own. */
const OF_PROMETHEUS = ['up', 'ALERTS'];

/** Every series that a rule or a dashboard may read: documented ones, prom-client's own, Prometheus's own. */
export function knownMetrics(): ReadonlySet<string> {
  const page = readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` +\| (\w+) /gm)].map(([, name, type]) => ({
    name: name!,
    type: type!,
  }));
  const { metrics } = createTelemetry({ name: 'test', version: '0.0.0' }, { logLevel: 'silent' });
  const defaults = metrics.getMetricsAsArray() as unknown as readonly (Metric & {
    name: string;
    type: string;
  })[];
  return new Set([...withHistograms([...documented, ...defaults]), ...OF_PROMETHEUS]);
}
