import { readReleases, type Cluster } from '@slipway/deploy-cluster';
import { createEngine, isServing, type Container } from '@slipway/deploy-compose-run';
import { readMergedLock } from '@slipway/deploy-images';
import { createLock, type ImagesLock } from '@slipway/deploy-lock';
import { latestRelease } from '@slipway/deploy-plan';
import { readComposeRecord } from '../compose/compose-record.ts';
import {
  isAsVerified,
  readComposeVerification,
  type ComposeVerification,
} from '../compose/compose-verification.ts';
import { reachEngine } from '../compose/reach-engine.ts';
import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { valueOf } from '../images/end-step.ts';
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

/** The locked images that run as containers on this machine, where all are healthy and verified; else the command ends. */
export async function imagesOfCompose(workspace: Workspace): Promise<ImagesLock> {
  const lock = valueOf(await readMergedLock(workspace));
  if (lock === undefined)
    throw new CommandError('refused', 'There is no lock: ./slipway images release makes one');
  const { project } = readComposeRecord(workspace);
  const services = readSystem(workspace.root).map(({ name }) => name);
  const obstacles = obstaclesInProject({
    ...{ services, lock, verification: readComposeVerification(workspace) },
    containers: await reachEngine(() => createEngine().containers(project)),
  });
  if (obstacles.length > 0) throw new CommandError('refused', obstacles);
  return createLock(
    lock.revision,
    lock.images.filter(({ name }) => services.includes(name)),
  );
}

export interface ComposeStage {
  readonly services: readonly string[];
  readonly containers: readonly Container[];
  readonly lock: ImagesLock;
  readonly verification: ComposeVerification | undefined;
}

/** Why what runs in containers is not what was locked and verified, a line for each service. */
export function obstaclesInProject({ services, containers, lock, verification }: ComposeStage): string[] {
  return services.flatMap((name) => {
    const own = containers.filter(({ service }) => service === name);
    if (!own.some(isServing))
      return `${name} does not run healthily in containers: ./slipway up --substrate compose --locked`;
    const entry = lock.images.find((image) => image.name === name);
    const other = own.find(({ image }) => image !== entry?.imageId && image !== entry?.digest);
    if (other !== undefined)
      return `${name} runs ${other.image}, which is not in the lock: ./slipway up --substrate compose --locked`;
    if (!own.every((container) => isAsVerified(container, verification)))
      return `${name} does not run as it was verified: ./slipway verify --substrate compose`;
    return [];
  });
}
