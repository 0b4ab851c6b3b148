import { textOf, type Manifest } from '../manifest/manifest.ts';
import { explainContainer } from './explain-container.ts';
import { conditionOf, containerStatuses } from './own-objects.ts';
import type { Stall } from './rollout-state.ts';

/** What keeps one pod from being ready, and whether waiting may help. */
export interface Obstacle {
  readonly stall: Stall;
  readonly isFinal: boolean;
}

/** Old pods may still leave, and an autoscaler add a node: only what lasts is told as final. */
const UNSCHEDULABLE_MILLIS = 60_000;
/** Kubelet tries to mount again; an object that is made at the same time is there by then. */
const MOUNT_MILLIS = 15_000;

export function explainPod(
  pod: Manifest,
  events: readonly Manifest[],
  nowMillis: number,
): Obstacle | undefined {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable')
    return {
      stall: {
        reason: 'scheduling',
        lines: [
          `no node can take pod ${pod.metadata.name}: free or add resources, or ask for less`,
          scheduled.message,
        ],
      },
      isFinal: nowMillis - scheduled.sinceMillis >= UNSCHEDULABLE_MILLIS,
    };
  const ageMillis = nowMillis - Date.parse(textOf(pod, 'metadata', 'creationTimestamp') ?? '');
  const own = events.filter((event) => textOf(event, 'involvedObject', 'name') === pod.metadata.name);
  for (const status of containerStatuses(pod)) {
    const obstacle = explainContainer({ pod, status, events: own, ageMillis });
    if (obstacle !== undefined) return obstacle;
  }
  return explainMount(pod, own, ageMillis);
}

function explainMount(pod: Manifest, events: readonly Manifest[], ageMillis: number): Obstacle | undefined {
  if (textOf(pod, 'status', 'phase') !== 'Pending') return undefined;
  const event = events.findLast((one) => /^Failed(Mount|AttachVolume)$/.test(textOf(one, 'reason') ?? ''));
  if (event === undefined) return undefined;
  const message = textOf(event, 'message') ?? '';
  const missing = /(secret|configmap) "([^"]+)" not found/.exec(message);
  const line =
    missing === null
      ? `a volume of pod ${pod.metadata.name} cannot be mounted`
      : `pod ${pod.metadata.name} needs ${missing[1] === 'secret' ? 'Secret' : 'ConfigMap'} ${missing[2]}, which is not there: create it`;
  return {
    stall: { reason: missing === null ? 'volume' : 'missing-object', lines: [line, message] },
    isFinal: ageMillis >= MOUNT_MILLIS,
  };
}
