import { markVerified, readReleases, readyPods, type Cluster } from '@slipway/deploy-cluster';
import { selectorOf } from '@slipway/deploy-kubernetes';
import { latestRelease, summaryOf, type ReleaseSummary } from '@slipway/deploy-plan';
import { bearer } from '../client/request.ts';
import { CommandError } from '../exit.ts';
import type { ObservedStack } from '../verify/observed-stack.ts';
import { verifyStack, type Findings, type VerifyStack } from '../verify/verify-stack.ts';
import type { Workspace } from '../workspace.ts';
import { openForwardedStack } from './forwarded-stack.ts';
import { readOverlayStatus } from './overlay-status.ts';

export interface VerifyOverlay extends Omit<VerifyStack, 'place' | 'open'> {
  readonly overlay: string;
  readonly namespace: string;
  /** Of the gateway, where it is reached as clients do; by the API server otherwise. */
  readonly origin?: string;
}

/** What `verify --overlay NAME --json` prints. */
export interface OverlayVerification extends Findings {
  readonly release: ReleaseSummary;
  readonly verified: boolean;
}

/** Verifies what runs as the latest release of an overlay; all well, the release is marked as verified. */
export async function verifyOverlay(
  workspace: Workspace,
  cluster: Cluster,
  options: VerifyOverlay,
): Promise<OverlayVerification> {
  const { overlay, namespace, say, signal, origin } = options;
  const number = await requireRunning(cluster, options);
  say(`Verifying release ${number} of ${overlay} in ${namespace}: the acceptance suite …`);
  const findings = await verifyStack(workspace, {
    ...options,
    place: {
      SLIPWAY_RELEASE_NAMESPACE: namespace,
      SLIPWAY_RELEASE_CONTEXT: cluster.context,
      SLIPWAY_RELEASE_ORIGIN: origin ?? '',
    },
    open: () => openObservedStack(workspace, cluster, options),
  });
  const latest = latestRelease(await readReleases(cluster, namespace, signal));
  if (latest?.number !== number)
    throw new CommandError(
      'conflict',
      `Release ${latest?.number} came while ${number} was verified: verify it`,
    );
  const verifiedAt = new Date().toISOString();
  const verified = findings.failures.length === 0;
  const record = verified ? await markVerified(cluster, namespace, { number, verifiedAt, signal }) : latest;
  return { release: summaryOf(record), verified, ...findings };
}

/** The number of the release, all of which is ready and as it was released. */
async function requireRunning(
  cluster: Cluster,
  { overlay, namespace, signal }: VerifyOverlay,
): Promise<number> {
  const { release, workloads, drift } = await readOverlayStatus(cluster, { overlay, namespace, signal });
  if (release === undefined)
    throw new CommandError('unavailable', `Nothing has been released to ${namespace}: ./slipway apply first`);
  const unready = workloads.filter(({ state }) => state !== 'done').map(({ name }) => name);
  if (release.status === 'failed' || unready.length > 0 || drift.length > 0)
    throw new CommandError('failed', [
      `What runs in ${namespace} is not release ${release.number} as it was applied: see ./slipway status --overlay ${overlay}`,
      ...(unready.length > 0 ? [`not ready: ${unready.join(', ')}`] : []),
    ]);
  return release.number;
}

async function openObservedStack(
  workspace: Workspace,
  cluster: Cluster,
  { namespace, origin, say }: VerifyOverlay,
): Promise<ObservedStack> {
  const stack = await openForwardedStack({ workspace, cluster, namespace, say });
  const ask = async (service: string, pod: string, token: string) => {
    const { port } = await stack.forwardTo(service, pod);
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: bearer(token) });
    if (!answer.ok)
      throw new CommandError('failed', `${pod} answered ${answer.status} when asked for its metrics`);
    return answer.text();
  };
  return {
    ...stack,
    origin: origin ?? stack.origin,
    metricsOf: async ({ name }, token) => {
      const pods = await readyPods(cluster, { namespace, labels: selectorOf(name) });
      return new Map(await Promise.all(pods.map(async (pod) => [pod, await ask(name, pod, token)] as const)));
    },
  };
}
