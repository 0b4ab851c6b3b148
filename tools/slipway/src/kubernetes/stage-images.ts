import { readReleases, type Cluster } from '@slipway/deploy-cluster';
import { createEngine, isServing } from '@slipway/deploy-compose-run';
import { readMergedLock } from '@slipway/deploy-images';
import { createLock, type ImageEntry, type ImagesLock } from '@slipway/deploy-lock';
import { latestRelease } from '@slipway/deploy-plan';
import { readComposeRecord } from '../compose/compose-record.ts';
import { openComposeStack } from '../compose/compose-stack.ts';
import { reachEngine } from '../compose/reach-engine.ts';
import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { valueOf } from '../images/end-step.ts';
import { welcomeTo } from '../up/welcome.ts';
import type { Workspace } from '../workspace.ts';
import { readOverlayStatus, type OverlayStatus } from './overlay-status.ts';

/** The images of an overlay, where its latest release is verified and is what runs; else the command ends. */
export async function imagesOfOverlay(
  cluster: Cluster,
  place: { readonly overlay: string; readonly namespace: string; readonly signal: AbortSignal },
): Promise<ImagesLock> {
  const obstacles = obstaclesIn(await readOverlayStatus(cluster, place));
  if (obstacles.length > 0) throw new CommandError('refused', obstacles);
  const { images, lockRevision = 'unknown' } = latestRelease(
    await readReleases(cluster, place.namespace, place.signal),
  )!;
  return createLock(lockRevision, images);
}

/** Why an overlay is not what its latest release was verified as. */
export function obstaclesIn({ overlay, release, verified, workloads, drift }: OverlayStatus): string[] {
  if (release === undefined)
    return [`Nothing has been released to ${overlay}: ./slipway apply --overlay ${overlay}`];
  return [
    ...(verified
      ? []
      : [
          `Release ${release.number} of ${overlay} is ${release.status}, not verified: ./slipway verify --overlay ${overlay}`,
        ]),
    ...workloads
      .filter(({ state }) => state !== 'done')
      .map(({ name, state }) => `${name} in ${overlay} is ${state}: ./slipway status --overlay ${overlay}`),
    ...(drift.length > 0
      ? [`${overlay} is no longer as it was released: ./slipway status --overlay ${overlay} shows how`]
      : []),
  ];
}

/** The locked images that run as containers on this machine, where all are healthy and answer; else the command ends. */
export async function imagesOfCompose(workspace: Workspace): Promise<ImagesLock> {
  const lock = valueOf(await readMergedLock(workspace));
  if (lock === undefined)
    throw new CommandError('refused', 'There is no lock: ./slipway images release makes one');
  const entries = new Map(lock.images.map((entry) => [entry.name, entry]));
  const { project } = readComposeRecord(workspace);
  const containers = await reachEngine(() => createEngine().containers(project));
  const services = readSystem(workspace.root).map(({ name }) => name);
  const obstacles = services.flatMap((name) => {
    const own = containers.filter(({ service }) => service === name);
    return own.some(isServing)
      ? own.flatMap((container) => differenceOf(name, container.image, entries.get(name)))
      : [`${name} does not run healthily in containers: ./slipway up --substrate compose --locked`];
  });
  if (obstacles.length > 0) throw new CommandError('refused', obstacles);
  // What answers wrongly is not promoted, however healthy it says it is.
  const { prediction } = await welcomeTo(await openComposeStack(workspace), workspace.root);
  if (prediction === undefined)
    throw new CommandError(
      'refused',
      'The containers answer no prediction: ./slipway predict --substrate compose',
    );
  return createLock(
    lock.revision,
    services.map((name) => entries.get(name)!),
  );
}

const differenceOf = (name: string, running: string, entry: ImageEntry | undefined): readonly string[] =>
  entry !== undefined && [entry.imageId, entry.digest].includes(running)
    ? []
    : [`${name} runs ${running}, which is not in the lock: ./slipway up --substrate compose --locked`];
