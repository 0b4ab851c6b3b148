import { textOf } from '@slipway/deploy-plan';
import { createHttpApi } from '../api/http-api.ts';
import { systemClock } from '../clock.ts';
import { loadKubeconfig } from '../connect/load-kubeconfig.ts';

/** Whether tests may use a cluster from here, and if not, why; the same shape as that of a container engine. */
export type TestClusterOutcome =
  | { readonly found: true; readonly version: string; readonly apiVersion: string }
  | { readonly found: false; readonly reason: string };

export interface FindTestClusterOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether tests bring images of their own to it. */
  readonly needsRegistry?: boolean;
  /** How long the API server may take to answer. Default 10,000. */
  readonly timeoutMillis?: number;
}

/** Names the one context whose cluster tests may change. */
const ALLOWED = 'SLIPWAY_TEST_CONTEXT';
/** Names a registry that this machine pushes to and the cluster pulls from. */
const REGISTRY = 'SLIPWAY_TEST_REGISTRY';

/** Tests use the current context's cluster only where it is named as allowed: nobody's production. Never throws. */
export async function findTestCluster({
  env,
  needsRegistry = false,
  timeoutMillis,
}: FindTestClusterOptions): Promise<TestClusterOutcome> {
  const allowed = env[ALLOWED];
  if (!allowed) return missing(`${ALLOWED} names no context whose cluster tests may use`);
  if (needsRegistry && !env[REGISTRY])
    return missing(`${REGISTRY} names no registry that this machine pushes to and the cluster pulls from`);
  try {
    const config = await loadKubeconfig({ env });
    if (config.currentContext !== allowed)
      return missing(`the current context is ${config.currentContext}, and ${ALLOWED} allows ${allowed}`);
    const api = await createHttpApi(config, {
      sleep: (millis, signal) => systemClock.sleep(millis, signal),
      ...(timeoutMillis !== undefined && { timeoutMillis }),
    });
    const answer = await api.call({ method: 'GET', path: '/version', doing: 'ask for its version' });
    await api.close();
    const version = answer.status === 200 ? textOf(JSON.parse(answer.text), 'gitVersion') : undefined;
    return version === undefined
      ? missing(`${api.server} does not say its version (${answer.status})`)
      : { found: true, version, apiVersion: 'v1' };
  } catch (error) {
    return missing((error as Error).message);
  }
}

const missing = (reason: string): TestClusterOutcome => ({ found: false, reason });
