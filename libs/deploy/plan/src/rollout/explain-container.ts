import { textOf, type Manifest } from '../manifest/manifest.ts';
import type { Obstacle } from './explain-pod.ts';
import type { ContainerStatus } from './own-objects.ts';
import type { Stall, StallReason } from './rollout-state.ts';

export interface ContainerView {
  readonly pod: Manifest;
  readonly status: ContainerStatus;
  /** Warnings about the pod. */
  readonly events: readonly Manifest[];
  readonly ageMillis: number;
}

/** So many restarts are a crash loop and not an accident. */
const CRASHES = 2;
/** A registry may be away for a moment; one that knows the image not is believed at once. */
const PULL_MILLIS = 30_000;
const CONFIG_MILLIS = 10_000;
/** A kubelet that has not yet heard of a ConfigMap or Secret asks again, which takes long on a busy node. */
const BUSY_MILLIS = 60_000;
/** Every program fails its first probes. */
const STARTING_MILLIS = 8_000;

const NO_SUCH_IMAGE =
  /not found|manifest unknown|does not exist|invalid reference|unauthorized|denied|forbidden/i;

/** What keeps a container from being ready; undefined where it is, or has just begun. */
export function explainContainer(view: ContainerView): Obstacle | undefined {
  const { status } = view;
  if (status.isReady) return undefined;
  return explainPull(view) ?? explainConfig(view) ?? explainCrash(view) ?? explainProbe(view);
}

function explainPull({
  pod,
  status: { name, image, waiting },
  events,
  ageMillis,
}: ContainerView): Obstacle | undefined {
  if (
    !/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError)$/.test(
      waiting?.reason ?? '',
    )
  )
    return undefined;
  // While it backs off, only the event before still has the registry's answer.
  const event = events.findLast((one) => /^Failed to pull image/.test(textOf(one, 'message') ?? ''));
  const said = [waiting?.message ?? '', textOf(event, 'message') ?? ''].filter((line) => line !== '');
  const isFinal =
    waiting?.reason === 'InvalidImageName' ||
    waiting?.reason === 'ErrImageNeverPull' ||
    said.some((line) => NO_SUCH_IMAGE.test(line)) ||
    ageMillis >= PULL_MILLIS;
  const where = `image ${image || '?'} of container ${name} in pod ${pod.metadata.name}`;
  return {
    stall: stall(
      'image',
      `${where} cannot be pulled: check that the registry has it and that nodes may read it`,
      said.slice(-1),
    ),
    isFinal,
  };
}

function explainConfig({ pod, status: { name, waiting }, ageMillis }: ContainerView): Obstacle | undefined {
  if (waiting?.reason !== 'CreateContainerConfigError' && waiting?.reason !== 'CreateContainerError')
    return undefined;
  const missing = /(secret|configmap) "([^"]+)" not found/.exec(waiting.message);
  const line =
    missing === null
      ? `container ${name} of pod ${pod.metadata.name} cannot be created`
      : `container ${name} of pod ${pod.metadata.name} needs ${missing[1] === 'secret' ? 'Secret' : 'ConfigMap'} ${missing[2]}, which is not there: create it`;
  return {
    stall: stall(missing === null ? 'create' : 'missing-object', line, [waiting.message]),
    isFinal: ageMillis >= (/timed out waiting/.test(waiting.message) ? BUSY_MILLIS : CONFIG_MILLIS),
  };
}

function explainCrash({ pod, status }: ContainerView): Obstacle | undefined {
  const { name, restarts, terminated, lastTerminated, isRunning } = status;
  const end = terminated ?? lastTerminated;
  if (end === undefined || (status.isInit && end.exitCode === 0)) return undefined;
  const isOutOfMemory = end.reason === 'OOMKilled';
  const how = isOutOfMemory
    ? 'used more memory than its limit and was killed: raise the limit, see ./slipway status'
    : `ended with exit code ${end.exitCode ?? '?'}${end.reason === 'Error' || end.reason === '' ? '' : ` (${end.reason})`}`;
  return {
    stall: {
      ...stall(
        isOutOfMemory ? 'out-of-memory' : 'crash',
        `container ${name} of pod ${pod.metadata.name} ${how}, ${restarts} restarts so far`,
        [...(end.message === '' ? [] : [end.message])],
      ),
      container: { pod: pod.metadata.name, container: name, previous: terminated === undefined },
    },
    // One that has been up again since may be on its way.
    isFinal: restarts >= CRASHES && !isRunning,
  };
}

function explainProbe({
  pod,
  status: { name, isRunning },
  events,
  ageMillis,
}: ContainerView): Obstacle | undefined {
  const event = events.findLast((one) => textOf(one, 'reason') === 'Unhealthy');
  if (!isRunning || event === undefined || ageMillis < STARTING_MILLIS) return undefined;
  return {
    stall: {
      ...stall('probe', `container ${name} of pod ${pod.metadata.name} runs and does not become ready`, [
        textOf(event, 'message') ?? '',
      ]),
      container: { pod: pod.metadata.name, container: name, previous: false },
    },
    // Only the deadline of the workload says that it takes too long.
    isFinal: false,
  };
}

const stall = (reason: StallReason, line: string, said: readonly string[]): Stall => ({
  reason,
  lines: [line, ...said],
});
