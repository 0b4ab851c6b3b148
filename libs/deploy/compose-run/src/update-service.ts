import type { Clock } from './clock.ts';
import { isCurrent, isRunning, type Container, type Wanted } from './container.ts';
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
  const failure = await awaitHealthy(wanted, limits, dependencies);
  if (failure !== undefined) return giveUp(plan, failure, dependencies, wanted);
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

/** Waits until every wanted container is healthy; else tells which one is not, and why. */
async function awaitHealthy(
  wanted: Wanted,
  { startMillis }: UpdateLimits,
  { engine, clock, projectName }: UpdateDependencies,
): Promise<Failure | undefined> {
  const giveUpAt = clock.now() + startMillis;
  for (;;) {
    const own = (await engine.containers(projectName)).filter(
      (container) => container.service === wanted.service && isCurrent(container, wanted),
    );
    const ended = own.find((container) => !isRunning(container) || container.state === 'restarting');
    if (ended !== undefined)
      return { container: ended, reason: `the new container ended with exit code ${ended.exitCode}` };
    const waiting = own.find(({ health }) => health !== 'healthy' && health !== undefined);
    if (waiting?.health === 'unhealthy')
      return { container: waiting, reason: 'the new container is unhealthy' };
    if (waiting === undefined && own.length >= wanted.replicas) return undefined;
    if (clock.now() >= giveUpAt)
      return {
        container: waiting,
        reason: `the new container was not healthy within ${Math.round(startMillis / 1000)} s`,
      };
    await clock.sleep(POLL_MILLIS);
  }
}

/** Removes what was started now and never became healthy, so that nothing but the old ones is left. */
async function giveUp(
  plan: ServiceUpdate,
  { container, reason }: Failure,
  { engine, projectName, say }: UpdateDependencies,
  wanted: Wanted,
): Promise<UpdateOutcome> {
  const lastLines = container === undefined ? [] : await engine.lastLines(container.id, LAST_LINES);
  if (plan.retire.length > 0) {
    const kept = new Set(plan.keep.filter(({ health }) => health === 'healthy').map(({ id }) => id));
    const started = (await engine.containers(projectName)).filter(
      (one) => one.service === wanted.service && isCurrent(one, wanted) && !kept.has(one.id),
    );
    for (const { id } of started) await engine.remove(id);
    say(
      `${wanted.service}: ${reason}; ${count(plan.retire.length)} of before ${plan.retire.length === 1 ? 'serves' : 'serve'} on`,
    );
  }
  return { kind: 'failed', service: wanted.service, reason, lastLines };
}

const count = (containers: number): string => `${containers} container${containers === 1 ? '' : 's'}`;
