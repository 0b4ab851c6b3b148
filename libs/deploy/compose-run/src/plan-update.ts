import { isCurrent, isServing, type Container, type Wanted } from './container.ts';

/** What brings one service from what runs to what is wanted without a gap. */
export interface ServiceUpdate {
  /** How many containers to start, with what is wanted. */
  readonly start: number;
  /** How many of the service run while both old and new ones do; what Compose is told to scale to. */
  readonly scale: number;
  /** Up to date already; they must be healthy before anything is stopped. */
  readonly keep: readonly Container[];
  /** Drained one after another once all wanted ones are healthy. */
  readonly retire: readonly Container[];
  /** Ended, paused, or waiting to be restarted after a crash: they serve nobody, and are removed at once. */
  readonly remove: readonly Container[];
}

/**
 * Undefined where everything is as wanted. An update that was interrupted is planned to its end, and an unhealthy
 * container is replaced like an old one, unless it stands alone.
 */
export function planUpdate(wanted: Wanted, containers: readonly Container[]): ServiceUpdate | undefined {
  const own = containers.filter(({ service }) => service === wanted.service);
  const running = own.filter(({ state }) => state === 'running');
  const remove = own.filter(({ state }) => state !== 'running');
  const current = running.filter((one) => isFit(one, wanted));
  const keep = [...current.filter(isServing), ...current.filter((one) => !isServing(one))].slice(
    0,
    wanted.replicas,
  );
  const retire = running.filter((one) => !keep.includes(one));
  const start = wanted.replicas - keep.length;
  const isDone = start === 0 && retire.length === 0 && remove.length === 0 && keep.every(isServing);
  return isDone ? undefined : { start, scale: running.length + start, keep, retire, remove };
}

/** As wanted and not known to fail; what stands alone may recover, since replacing it costs a gap. */
const isFit = (one: Container, wanted: Wanted): boolean =>
  isCurrent(one, wanted) && (wanted.alone === true || one.health !== 'unhealthy');
