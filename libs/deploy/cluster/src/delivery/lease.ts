import { numberOf, textOf, type Manifest } from '@slipway/deploy-plan';
import type { Clock } from '../clock.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from '../objects/cluster.ts';
import { ownObject } from './own-object.ts';

const NAME = 'slipway-delivery';
/** Whoever has not renewed for so long is dead. */
const DURATION_SECONDS = 15;
const RENEW_MILLIS = 2_000;
const LOOK_MILLIS = 1_000;

export interface HoldLease {
  /** Who holds it, for others to read. */
  readonly holder: string;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Lease {
  /** Aborted when the lease is lost: from then on somebody else may be at work. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Makes this the only delivery to a namespace. A holder that renews is a conflict; one that does not for 15 s is dead,
 * and what it left is taken. Only changes of the lease are compared, by our own clock, so that clocks may differ.
 */
export async function holdLease(cluster: Cluster, namespace: string, options: HoldLease): Promise<Lease> {
  const { holder, clock } = options;
  const ref = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name: NAME };
  const object = (spec: Readonly<Record<string, unknown>>, resourceVersion?: string): Manifest => {
    const made = ownObject({ ...ref, fields: { spec } });
    return resourceVersion === undefined
      ? made
      : { ...made, metadata: { ...made.metadata, resourceVersion } };
  };
  const mine = (acquireTime: string, transitions: number) => ({
    holderIdentity: holder,
    leaseDurationSeconds: DURATION_SECONDS,
    acquireTime,
    renewTime: microTime(clock.now()),
    leaseTransitions: transitions,
  });

  const acquireTime = microTime(clock.now());
  let held = await cluster.create(object(mine(acquireTime, 0)), options.signal);
  while (held === undefined) {
    const found = await cluster.get(ref, options.signal);
    if (found === undefined) held = await cluster.create(object(mine(acquireTime, 0)), options.signal);
    else {
      const free = await awaitFree(cluster, found, options);
      const transitions = (numberOf(free, 'spec', 'leaseTransitions') ?? 0) + 1;
      held = await cluster.replace(object(mine(acquireTime, transitions), versionOf(free)), options.signal);
    }
  }
  return keep(cluster, held, {
    clock,
    renewed: () => mine(acquireTime, numberOf(held, 'spec', 'leaseTransitions') ?? 0),
    object,
  });
}

/** Kubernetes writes these times with microseconds. */
const microTime = (millis: number): string => new Date(millis).toISOString().replace('Z', '000Z');

const versionOf = (lease: Manifest): string => textOf(lease, 'metadata', 'resourceVersion') ?? '';
const holderOf = (lease: Manifest): string => textOf(lease, 'spec', 'holderIdentity') ?? '';

/** Looks on until the lease has not been renewed for its duration; a renewal, or its return, shows a living holder. */
async function awaitFree(
  cluster: Cluster,
  seen: Manifest,
  { clock, say, signal }: HoldLease,
): Promise<Manifest> {
  if (holderOf(seen) === '') return seen;
  const seconds = numberOf(seen, 'spec', 'leaseDurationSeconds') ?? DURATION_SECONDS;
  const begin = clock.elapsed();
  say(`${holderOf(seen)} holds the lease: looking for ${seconds} s whether it is still alive`);
  while (clock.elapsed() - begin < seconds * 1000) {
    await clock.sleep(LOOK_MILLIS, signal);
    const { namespace = '', name } = seen.metadata;
    const now = await cluster.get({ apiVersion: seen.apiVersion, kind: seen.kind, namespace, name }, signal);
    if (now !== undefined && versionOf(now) === versionOf(seen)) continue;
    const hasEnded = now === undefined || holderOf(now) === '';
    const state = hasEnded ? 'has just ended' : 'is under way';
    const advice = hasEnded
      ? 'what was planned is of before it, so plan again'
      : 'wait until it is done, and look at ./slipway history';
    throw new ClusterError(
      'conflict',
      `Another delivery to ${namespace} ${state}, by ${holderOf(seen)} since ${textOf(seen, 'spec', 'acquireTime')}: ${advice}`,
    );
  }
  say(`${holderOf(seen)} has not renewed it for ${seconds} s and counts as dead: going on in its place`);
  return seen;
}

interface Keep {
  readonly clock: Clock;
  readonly renewed: () => Readonly<Record<string, unknown>>;
  readonly object: (spec: Readonly<Record<string, unknown>>, resourceVersion?: string) => Manifest;
}

function keep(cluster: Cluster, first: Manifest, { clock, renewed, object }: Keep): Lease {
  const lost = new AbortController();
  const stop = new AbortController();
  let held = first;
  const renewing = (async () => {
    let renewedAt = clock.elapsed();
    for (;;) {
      await clock.sleep(RENEW_MILLIS, stop.signal);
      const answer = await cluster
        // Not stopped half-way: whether it came through decides which version is ours to give back.
        .replace(object(renewed(), versionOf(held)))
        .catch((error: unknown) => (error instanceof ClusterError ? error : Promise.reject(error as Error)));
      if (answer instanceof ClusterError) {
        // A server that is away for a moment costs nothing, as long as nobody may take the lease for dead.
        if (clock.elapsed() - renewedAt < (DURATION_SECONDS - 1) * 1000) continue;
        return lost.abort(answer);
      }
      if (answer === undefined)
        return lost.abort(new ClusterError('conflict', 'The lease was taken by somebody else'));
      held = answer;
      renewedAt = clock.elapsed();
    }
  })().catch(() => undefined);
  return {
    lost: lost.signal,
    async release() {
      stop.abort();
      await renewing;
      if (lost.signal.aborted) return;
      await cluster.replace(object({ ...renewed(), holderIdentity: '' }, versionOf(held)));
    },
  };
}
