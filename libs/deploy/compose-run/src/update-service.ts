import type { Clock } from './clock.ts';
import { isCurrent, type Container, type Wanted } from './container.ts';
import type { Engine } from './engine.ts';
import { planUpdate, type ServiceUpdate } from './plan-update.ts';
import type { ComposeProject } from './project.ts';

/** How a service ended up. */
export type UpdateOutcome =
  | { readonly kind: 'unchanged' | 'started' | 'updated'; readonly service: string }
  /** The new containers were removed; what ran before serves on. */
  | {
      readonly kind: 'failed';
      readonly service: string;
      readonly reason: string;
      readonly lastLines: readonly string[];
    };

export interface UpdateDependencies {
  readonly project: ComposeProject;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly projectName: string;
  readonly say: (line: string) => void;
}

export interface UpdateLimits {
  /** Longest time until a new container is healthy, in ms. */
  readonly startMillis: number;
  /** Longest time that an old one may drain, in seconds. */
  readonly graceSeconds: number;
  /** Between a new one healthy and the first old one stopped: callers learn of it by DNS, in ms. */
  readonly settleMillis: number;
}

const POLL_MILLIS = 250;
const LAST_LINES = 10;
/** Without a health check, a container counts as healthy when it has run for this long. */
const STEADY_MILLIS = 2_000;

/** Start new, wait until healthy, drain the old, remove: what is asked meanwhile is answered. */
export async function updateService(
  wanted: Wanted,
  limits: UpdateLimits,
  dependencies: UpdateDependencies,
): Promise<UpdateOutcome> {
  const { project, engine, clock, projectName, say } = dependencies;
  const { service } = wanted;
  const before = await engine.containers(projectName);
  const plan = planUpdate(wanted, before);
  if (plan === undefined) return { kind: 'unchanged', service };
  for (const { id } of plan.remove) await engine.remove(id);
  if (plan.start > 0) {
    say(`${service}: starting ${count(plan.start)}`);
    await project.start([service], { [service]: plan.scale });
  }
  const failure = await awaitHealthy(wanted, plan, { limits, dependencies });
  if (failure !== undefined) return giveUp(plan, failure, { limits, dependencies });
  if (plan.retire.length > 0) await clock.sleep(limits.settleMillis);
  for (const { id, name } of plan.retire) {
    say(`${service}: draining ${name}`);
    await engine.retire(id, limits.graceSeconds);
  }
  return { kind: plan.retire.length > 0 ? 'updated' : 'started', service };
}

interface Failure {
  readonly container: Container | undefined;
  readonly reason: string;
}

interface Run {
  readonly limits: UpdateLimits;
  readonly dependencies: UpdateDependencies;
}

/** Waits until every wanted container is healthy; else tells which one is not, and why. */
async function awaitHealthy(
  wanted: Wanted,
  { start, retire }: ServiceUpdate,
  { limits: { startMillis }, dependencies: { engine, clock, projectName } }: Run,
): Promise<Failure | undefined> {
  const startedAt = clock.now();
  const isRetired = ({ id }: Container) => retire.some((old) => old.id === id);
  for (;;) {
    const own = (await engine.containers(projectName)).filter(
      (one) => one.service === wanted.service && isCurrent(one, wanted) && !isRetired(one),
    );
    const waited = clock.now() - startedAt;
    const broken = own.find((one) => whyBroken(one) !== undefined);
    if (broken !== undefined && (start > 0 || wanted.alone !== true))
      return { container: broken, reason: `the new container ${whyBroken(broken)}` };
    const waiting = own.find((one) => !isHealthy(one, waited));
    if (waiting === undefined && own.length >= wanted.replicas) return undefined;
    if (waited >= startMillis)
      return {
        container: waiting,
        reason: `the new container was not healthy within ${Math.round(startMillis / 1000)} s`,
      };
    await clock.sleep(POLL_MILLIS);
  }
}

/** What is wrong with a container that will not be waited for. */
function whyBroken({ state, health, exitCode, restarts }: Container): string | undefined {
  if (state !== 'running') return `ended with exit code ${exitCode}`;
  if (health === 'unhealthy') return 'is unhealthy';
  // It may run again by the time it is looked at, and has no health check that would tell.
  return health === undefined && restarts > 0 ? 'ended and was restarted' : undefined;
}

const isHealthy = ({ state, health }: Container, waitedMillis: number): boolean =>
  state === 'running' && (health === 'healthy' || (health === undefined && waitedMillis >= STEADY_MILLIS));

/**
 * Removes what was started now, so that only what ran before is left; where nothing did, the failed ones stay for their
 * logs. One of several that became healthy is answering already, and is drained.
 */
async function giveUp(
  { service, keep, retire }: ServiceUpdate,
  { container, reason }: Failure,
  { limits, dependencies: { engine, projectName, say } }: Run,
): Promise<UpdateOutcome> {
  const lastLines = container === undefined ? [] : await engine.lastLines(container.id, LAST_LINES);
  const before = [...retire, ...keep.filter(({ health }) => health === 'healthy')];
  if (before.length > 0) {
    const started = (await engine.containers(projectName)).filter(
      (one) => one.service === service && !before.some(({ id }) => id === one.id),
    );
    for (const { id, health } of started)
      await (health === 'healthy' ? engine.retire(id, limits.graceSeconds) : engine.remove(id));
    say(`${service}: ${reason}; ${count(before.length)} of before ${before.length === 1 ? 'stays' : 'stay'}`);
  }
  return { kind: 'failed', service, reason, lastLines };
}

const count = (containers: number): string => `${containers} container${containers === 1 ? '' : 's'}`;
