import { markVerified, readReleases, type Cluster } from '@slipway/deploy-cluster';
import type { ObjectiveVerdict } from '@slipway/deploy-observability';
import { latestRelease, summaryOf, type ReleaseSummary } from '@slipway/deploy-plan';
import { isAsPromised, type LoadSummary } from '@slipway/load';
import { readSystem } from '../../declarations/read-system.ts';
import { CommandError } from '../../exit.ts';
import type { Workspace } from '../../workspace.ts';
import { openForwardedStack } from '../forwarded-stack.ts';
import { readOverlayStatus } from '../overlay-status.ts';
import { missedObjectives } from './describe-verification.ts';
import { measureObjectives } from './measure-objectives.ts';
import { runAcceptance, type AcceptanceResult } from './run-acceptance.ts';

export interface VerifyOverlay {
  readonly overlay: string;
  readonly namespace: string;
  readonly origin?: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What `verify --json` prints. */
export interface Verification {
  readonly release: ReleaseSummary;
  readonly verified: boolean;
  readonly suite: AcceptanceResult;
  readonly load: LoadSummary;
  readonly objectives: readonly ObjectiveVerdict[];
  /** Why it is not verified, a line each. */
  readonly failures: readonly string[];
}

/** Holds what runs against the acceptance suite and its objectives; all well, the release is marked as verified. */
export async function verifyOverlay(
  workspace: Workspace,
  cluster: Cluster,
  options: VerifyOverlay,
): Promise<Verification> {
  const { overlay, namespace, say, signal, origin } = options;
  const number = await requireRunning(cluster, options);
  say(`Verifying release ${number} of ${overlay} in ${namespace}: the acceptance suite …`);
  const suite = await runAcceptance(workspace, { ...options, context: cluster.context });
  say(`Asking for predictions, ${options.requestsPerSecond} a second for ${options.seconds} s …`);
  const stack = await openForwardedStack({ workspace, cluster, namespace, say });
  const measured = await measureObjectives({
    ...{ ...options, cluster, stack, origin: origin ?? stack.origin },
    services: readSystem(workspace.root),
  }).finally(() => stack.close());
  const failures = [
    ...suite.failed,
    ...(suite.passed === 0 ? ['no behaviour of the suite was tried'] : []),
    ...(isAsPromised(measured.load)
      ? []
      : ['predictions were lost, or answered in a way that nothing promises']),
    ...missedObjectives(measured.objectives),
  ];
  const latest = latestRelease(await readReleases(cluster, namespace, signal));
  if (latest?.number !== number)
    throw new CommandError(
      'conflict',
      `Release ${latest?.number} came while ${number} was verified: verify it`,
    );
  const verifiedAt = new Date().toISOString();
  const record =
    failures.length === 0 ? await markVerified(cluster, namespace, { number, verifiedAt, signal }) : latest;
  return { release: summaryOf(record), verified: failures.length === 0, suite, ...measured, failures };
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
