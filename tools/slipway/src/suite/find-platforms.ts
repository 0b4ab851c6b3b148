import { findEngine } from '@slipway/deploy-engine';
import type { Platform } from './tally.ts';

/** Where the acceptance tests can run here beside processes: each has a target `test-<name>`. */
export async function findPlatforms(): Promise<readonly Platform[]> {
  const engine = await findEngine();
  return [{ name: 'compose', missing: engine.found ? undefined : engine.reason }];
}
