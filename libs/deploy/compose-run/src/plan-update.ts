import { isCurrent, isRunning, type Container, type Wanted } from './container.ts';

/** What brings one service from what runs to what is wanted without a gap. */
export interface ServiceUpdate {
  readonly service: string;
  /** How many containers to start, with what is wanted. */
  readonly start: number;
  /** How many of the service run while both old and new ones do; what Compose is told to scale to. */
  readonly scale: number;
  /** Up to date already; they must be healthy before anything is stopped. */
  readonly keep: readonly Container[];
  /** Outdated, failing or too many: drained one after another once all wanted ones are healthy. */
  readonly retire: readonly Container[];
  /** Ended ones, only to be removed. */
  readonly remove: readonly Container[];
}

/** Undefined where everything is as wanted. An update that was interrupted is planned to its end. */
export function planUpdate(wanted: Wanted, containers: readonly Container[]): ServiceUpdate | undefined {
  const own = containers.filter(({ service }) => service === wanted.service);
  const running = own.filter(isRunning);
  const keep = running.filter((container) => isFit(container, wanted)).slice(0, wanted.replicas);
  const retire = running.filter((container) => !keep.includes(container));
  const remove = own.filter((container) => !isRunning(container));
  const start = wanted.replicas - keep.length;
  const isDone = start === 0 && retire.length === 0 && remove.length === 0;
  if (isDone && keep.every(isServing)) return undefined;
  return { service: wanted.service, start, scale: running.length + start, keep, retire, remove };
}

/** As wanted, and not known to fail; what stands alone may recover, since replacing it costs a gap. */
const isFit = (container: Container, wanted: Wanted): boolean =>
  isCurrent(container, wanted) &&
  (wanted.alone === true || (container.state === 'running' && container.health !== 'unhealthy'));

const isServing = ({ state, health }: Container): boolean =>
  state === 'running' && (health === 'healthy' || health === undefined);
