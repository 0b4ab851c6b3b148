import { findTestCluster } from '@slipway/deploy-cluster';
import { findEngine } from '@slipway/deploy-engine';
import type { Platform } from './tally.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the acceptance tests can run here beside processes: each has a target `test-<name>`. */
export async function findPlatforms(env: Environment): Promise<readonly Platform[]> {
  const engine = await findEngine();
  const noEngine = engine.found ? undefined : engine.reason;
  return [
    { name: 'compose', missing: noEngine },
    { name: 'kubernetes', missing: noEngine ?? (await whyNoKubernetes(env)) },
  ];
}

/** What is built by the engine comes to the cluster by a registry. */
async function whyNoKubernetes(env: Environment): Promise<string | undefined> {
  const cluster = await findTestCluster({ env, needsRegistry: true });
  return cluster.found ? undefined : cluster.reason;
}
