import type { Clock } from './clock.ts';
import { isCurrent, isServing, type Container, type Wanted } from './container.ts';
import type { Engine } from './engine.ts';
import type { ServiceUpdate } from './plan-update.ts';

/** Why new containers are not what the old ones can make way for. */
export interface StartFailure {
  readonly reason: string;
  /** The one whose log tells more. */
  readonly container?: Container | undefined;
  /** What there is to read instead, where no container came about. */
  readonly lines?: readonly string[];
}

export interface HealthWait {
  readonly plan: ServiceUpdate;
  /** The service's containers at present. */
  readonly look: () => Promise<readonly Container[]>;
  readonly engine: Pick<Engine, 'exitCodeBefore'>;
  readonly clock: Clock;
  /** Longest time until all are healthy, in ms. */
  readonly startMillis: number;
}

const POLL_MILLIS = 250;
/** What has no health check counts as started when it has not ended by then. */
const STEADY_MILLIS = 2_000;

/** Waits until every wanted container is healthy; else tells which one is not, and why. */
export async function awaitHealthy(
  wanted: Wanted,
  { plan, look, engine, clock, startMillis }: HealthWait,
): Promise<StartFailure | undefined> {
  const startedAt = clock.now();
  // One that is not new is the engine's to restart, whatever becomes of it now: it is waited for.
  const proven = new Set(plan.keep.filter(({ health }) => health !== 'starting').map(({ id }) => id));
  const leaving = new Set(plan.retire.map(({ id }) => id));
  const restartsBefore = new Map(plan.keep.map(({ id, restarts }) => [id, restarts]));
  for (;;) {
    const waited = clock.now() - startedAt;
    const own = (await look()).filter((one) => isCurrent(one, wanted) && !leaving.has(one.id));
    for (const container of own.filter(({ id }) => !proven.has(id))) {
      const wasRestarted = container.restarts > (restartsBefore.get(container.id) ?? 0);
      const reason = wasRestarted ? await whyRestarted(container, engine) : whyFailed(container);
      if (reason !== undefined) return { container, reason };
    }
    const isReady = (one: Container) =>
      isServing(one) && (one.health !== undefined || proven.has(one.id) || waited >= STEADY_MILLIS);
    const waiting = own.find((one) => !isReady(one));
    if (waiting === undefined && own.length >= wanted.replicas) return undefined;
    if (waited >= startMillis) return { container: waiting, reason: tooLate(startMillis, waiting, proven) };
    await clock.sleep(POLL_MILLIS);
  }
}

/** Undefined while it may still become healthy. */
function whyFailed({ state, health, exitCode, outOfMemory }: Container): string | undefined {
  if (state !== 'running' && state !== 'created') return ended(exitCode, outOfMemory);
  return health === 'unhealthy' ? 'the new container is unhealthy' : undefined;
}

/** The engine was faster than we looked, so that the container itself tells of its present life only. */
const whyRestarted = async (container: Container, engine: HealthWait['engine']): Promise<string> =>
  ended(
    container.state === 'running' ? await engine.exitCodeBefore(container) : container.exitCode,
    container.outOfMemory,
  );

const ended = (exitCode: number | undefined, outOfMemory: boolean): string =>
  `the new container ended with exit code ${exitCode ?? '(unknown)'}${outOfMemory ? ', because it ran out of memory' : ''}`;

function tooLate(startMillis: number, waiting: Container | undefined, proven: ReadonlySet<string>): string {
  const time = `within ${Math.round(startMillis / 1000)} s`;
  if (waiting === undefined) return `not all containers were there ${time}`;
  return `the ${proven.has(waiting.id) ? '' : 'new '}container was not healthy ${time}`;
}
