import { hostname, userInfo } from 'node:os';
import {
  ClusterError,
  holdLease,
  readReleases,
  stopped,
  writeRelease,
  type Clock,
  type Cluster,
  type Lease,
} from '@slipway/deploy-cluster';
import { nextNumber, type Manifest, type ReleaseRecord } from '@slipway/deploy-plan';
import type { ImageEntry } from '@slipway/deploy-lock';
import { CommandError } from '../exit.ts';
import { applyNamespaces, deliverySteps } from './delivery-steps.ts';
import type { LiveLine } from './live-line.ts';
import type { RequiredSecrets } from './required-secrets.ts';

export interface ApplyRelease {
  readonly overlay: string;
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
  readonly digest: string;
  readonly images: readonly ImageEntry[];
  readonly lockRevision?: string;
  readonly rollbackOf?: number;
  readonly secrets: RequiredSecrets;
  readonly forceConflicts: boolean;
  readonly timeoutMillis: number;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Where progress is shown while it changes. */
  readonly live?: LiveLine;
  readonly signal: AbortSignal;
  /** Told before each step: where a test ends the apply as a crash would. */
  readonly beforeStep?: (step: string) => void | Promise<void>;
}

/** What the steps share. */
export interface Delivery extends ApplyRelease {
  readonly cluster: Cluster;
  /** Of releases before this one; read under the lease. */
  readonly releases: readonly ReleaseRecord[];
  readonly record: ReleaseRecord;
}

/**
 * Brings the manifests into the cluster, step by step. Each step may be repeated, and leaves what the next run needs to
 * go on: so that an apply that was ended anywhere is completed by the next one.
 */
export async function applyRelease(cluster: Cluster, options: ApplyRelease): Promise<ReleaseRecord> {
  const { namespace, beforeStep = () => undefined } = options;
  await beforeStep('namespace');
  await applyNamespaces(cluster, options);
  await beforeStep('lease');
  const lease = await holdLease(cluster, namespace, { ...options, holder: holderName(options.clock) });
  const signal = AbortSignal.any([options.signal, lease.lost]);
  let reached = 'lease';
  try {
    const delivery = await openDelivery(cluster, { ...options, signal });
    try {
      for (const { name, run } of deliverySteps(delivery)) {
        await beforeStep(name);
        if (signal.aborted) throw stopped();
        reached = name;
        await run();
      }
      return delivery.record;
    } catch (error) {
      throw await recordFailure(delivery, { error: explainStop(error, lease), reached });
    }
  } finally {
    await lease
      .release()
      .catch(() => options.say('The lease could not be given back: it ends by itself after 15 s'));
  }
}

/** Several applies of one machine are told apart by process and time. */
const holderName = (clock: Clock): string =>
  `${userName()}@${hostname()} (process ${process.pid}, ${new Date(clock.now()).toISOString()})`;

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user of a container may have a number alone.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

async function openDelivery(cluster: Cluster, options: ApplyRelease): Promise<Delivery> {
  const releases = await readReleases(cluster, options.namespace, options.signal);
  const record: ReleaseRecord = {
    schemaVersion: 1,
    number: nextNumber(releases),
    overlay: options.overlay,
    status: 'applied',
    createdAt: new Date(options.clock.now()).toISOString(),
    createdBy: `${userName()}@${hostname()}`,
    digest: options.digest,
    images: [...options.images],
    manifests: options.manifests,
    ...(options.lockRevision !== undefined && { lockRevision: options.lockRevision }),
    ...(options.rollbackOf !== undefined && { rollbackOf: options.rollbackOf }),
  };
  return { ...options, cluster, releases, record };
}

/** What took the lease away tells more than that a call was stopped by it. */
function explainStop(error: unknown, { lost }: Lease): unknown {
  if (!lost.aborted) return error;
  const { message } = lost.reason as Error;
  return new CommandError('conflict', `${message}; what was begun may be half done: run it again`);
}

/** Steps that change nothing of what runs leave no release behind. */
const QUIET_STEPS: ReadonlySet<string> = new Set(['lease', 'secrets', 'locked-images', 'inventory']);

async function recordFailure(
  { cluster, namespace, record, say }: Delivery,
  { error, reached }: { readonly error: unknown; readonly reached: string },
): Promise<unknown> {
  const isExpected = error instanceof ClusterError || error instanceof CommandError;
  if (!isExpected || QUIET_STEPS.has(reached)) return error;
  const failed: ReleaseRecord = { ...record, status: 'failed', reason: error.message.split('\n') };
  // Not with the signal: a stop by hand is a failure that is recorded, too.
  await writeRelease(cluster, namespace, { record: failed }).catch(() =>
    say(`Release ${record.number} could not be recorded as failed`),
  );
  return error;
}
