import { textOf, type Manifest } from '../manifest/manifest.ts';
import { explainContainer } from './explain-container.ts';
import { conditionOf, containerStatuses } from './own-objects.ts';
import type { Stall } from './rollout-state.ts';

/** What keeps one pod from being ready, and whether waiting may help. */
export interface Obstacle {
  readonly stall: Stall;
  readonly isFinal: boolean;
}

/** Old pods may still leave, and an autoscaler needs a moment to decide: only what lasts is told as final. */
const UNSCHEDULABLE_MILLIS = 60_000;
/** The answer of Cluster Autoscaler, yes or no, and Karpenter's yes. */
const AUTOSCALER_ANSWER = /^(TriggeredScaleUp|NotTriggerScaleUp|Nominated)$/;
/** Kubelet tries to mount again; an object that is made at the same time is there by then. */
const MOUNT_MILLIS = 15_000;

export function explainPod(
  pod: Manifest,
  events: readonly Manifest[],
  nowMillis: number,
): Obstacle | undefined {
  const own = events.filter((event) => textOf(event, 'involvedObject', 'name') === pod.metadata.name);
  if (isUnschedulable(pod)) return explainScheduling(pod, own, nowMillis);
  const ageMillis = nowMillis - Date.parse(textOf(pod, 'metadata', 'creationTimestamp') ?? '');
  for (const status of containerStatuses(pod)) {
    const obstacle = explainContainer({ pod, status, events: own, ageMillis });
    if (obstacle !== undefined) return obstacle;
  }
  return explainMount(pod, own, ageMillis);
}

/** The scheduler has tried, and no node of the present ones takes the pod. */
export const isUnschedulable = (pod: Manifest): boolean =>
  conditionOf(pod, 'PodScheduled')?.reason === 'Unschedulable';

function explainScheduling(pod: Manifest, events: readonly Manifest[], nowMillis: number): Obstacle {
  const { message, sinceMillis } = conditionOf(pod, 'PodScheduled')!;
  const answer = events.findLast((one) => AUTOSCALER_ANSWER.test(textOf(one, 'reason') ?? ''));
  const said = answer === undefined ? [] : [textOf(answer, 'message') ?? ''];
  if (answer !== undefined && textOf(answer, 'reason') !== 'NotTriggerScaleUp')
    return {
      stall: { reason: 'scheduling', lines: [`a node for pod ${pod.metadata.name} is on its way`, ...said] },
      isFinal: false,
    };
  const line = `no node can take pod ${pod.metadata.name}: free or add resources, or ask for less`;
  return {
    stall: { reason: 'scheduling', lines: [line, message, ...said] },
    isFinal: nowMillis - sinceMillis >= UNSCHEDULABLE_MILLIS,
  };
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
