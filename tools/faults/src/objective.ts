import { join } from 'node:path';
import { readSystem } from '@slipway/deploy-system';

const root = join(import.meta.dirname, '../../..');
/** What the summary of a load tells. */
const PERCENT = 99;

/** In how many milliseconds a service declares to answer 99 of 100 requests: `slo` of apps/<service>/service.yaml. */
export function objectiveMillisOf(service: string): number {
  const system = readSystem(root);
  if (!system.ok) throw new Error(system.errors.join('\n'));
  const slo = system.services.find(({ name }) => name === service)?.slo;
  if (slo?.latencyPercent !== PERCENT)
    throw new Error(`${service}: expected an objective for ${PERCENT} %, got ${JSON.stringify(slo)}`);
  return slo.latencyMillis;
}
