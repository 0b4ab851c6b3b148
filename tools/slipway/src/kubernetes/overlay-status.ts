import {
  lookAt,
  observe,
  readReleases,
  systemClock,
  type Cluster,
  type NamespaceView,
} from '@slipway/deploy-cluster';
import {
  changesOf,
  fieldOf,
  imagesOf,
  isWorkload,
  judgeRollout,
  latestRelease,
  parseReference,
  planRelease,
  refOf,
  summaryOf,
  type Manifest,
  type PlannedAction,
  type ReleaseSummary,
} from '@slipway/deploy-plan';

export interface WorkloadStatus {
  readonly kind: string;
  readonly name: string;
  readonly state: 'done' | 'progressing' | 'stalled' | 'missing';
  readonly ready: number;
  readonly wanted: number;
  readonly images: readonly {
    readonly container: string;
    readonly image: string;
    readonly digest?: string;
  }[];
  /** Why it does not get on. */
  readonly problem?: readonly string[];
}

/** What `status --overlay --json` prints. */
export interface OverlayStatus {
  readonly overlay: string;
  readonly namespace: string;
  readonly context: string;
  /** Whether anything has been released here. */
  readonly running: boolean;
  readonly release?: ReleaseSummary;
  readonly verified: boolean;
  readonly workloads: readonly WorkloadStatus[];
  /** What in the cluster is no longer as the release has it. */
  readonly drift: readonly PlannedAction[];
}

export interface ReadOverlayStatus {
  readonly overlay: string;
  readonly namespace: string;
  readonly signal: AbortSignal;
}

export async function readOverlayStatus(
  cluster: Cluster,
  { overlay, namespace, signal }: ReadOverlayStatus,
): Promise<OverlayStatus> {
  const place = { overlay, namespace, context: cluster.context };
  const release = latestRelease(await readReleases(cluster, namespace, signal));
  if (release === undefined) return { ...place, running: false, verified: false, workloads: [], drift: [] };
  const view = await lookAt(cluster, namespace, signal);
  return {
    ...place,
    running: true,
    release: summaryOf(release),
    verified: release.status === 'verified',
    workloads: release.manifests.filter(isWorkload).map((manifest) => statusOf(manifest, view)),
    drift: await findDrift(cluster, release.manifests, signal),
  };
}

function statusOf(manifest: Manifest, view: NamespaceView): WorkloadStatus {
  const look = view.of(refOf(manifest), systemClock.now());
  const state = judgeRollout(look);
  const problem =
    state.kind === 'stalled' ? state.stall : state.kind === 'progressing' ? state.hint : undefined;
  return {
    kind: manifest.kind,
    name: manifest.metadata.name,
    state: look.workload === undefined ? 'missing' : state.kind,
    ready: state.ready,
    wanted: look.workload === undefined ? Number(fieldOf(manifest, 'spec', 'replicas') ?? 1) : state.wanted,
    images: (look.workload === undefined ? [] : imagesOf(look.workload)).map(({ container, image }) => {
      const { digest } = parseReference(image);
      return { container, image, ...(digest !== undefined && { digest }) };
    }),
    ...(problem && { problem: problem.lines }),
  };
}

/** By the answer of the server, so that what others may set (an autoscaler its replicas) is no drift. */
async function findDrift(cluster: Cluster, manifests: readonly Manifest[], signal: AbortSignal) {
  // By force, as a field that somebody has taken over is a drift as well.
  const { observed } = await observe(cluster, manifests, { force: true, signal });
  return changesOf(planRelease({ desired: manifests, observed, inventory: [], present: new Set() }));
}
