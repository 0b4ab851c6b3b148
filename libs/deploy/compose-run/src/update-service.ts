import { awaitHealthy, type StartFailure } from './await-healthy.ts';
import type { Clock } from './clock.ts';
import { isCurrent, isServing, type Container, type Wanted } from './container.ts';
import type { Engine } from './engine.ts';
import { planUpdate, type ServiceUpdate } from './plan-update.ts';
import { asLines, type ComposeProject } from './project.ts';

/** How a service ended up. */
export type UpdateOutcome =
  | { readonly kind: 'unchanged' | 'started' | 'updated'; readonly service: string }
  /** Where anything ran before, it runs on and the new containers are gone; else they are left, to be read. */
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

export interface Limits {
  /** Longest time until a new container is healthy, in ms. */
  readonly startMillis: number;
  /** Between a new one healthy and the first old one stopped: callers learn of it by DNS, in ms. */
  readonly settleMillis: number;
}

const LAST_LINES = 10;

/** Start new, wait until healthy, drain the old, remove: what is asked meanwhile is answered. */
export async function updateService(
  wanted: Wanted,
  { startMillis, settleMillis }: Limits,
  dependencies: UpdateDependencies,
): Promise<UpdateOutcome> {
  const { engine, clock, projectName, say } = dependencies;
  const { service } = wanted;
  const look = async () => (await engine.containers(projectName)).filter((one) => one.service === service);
  const before = await look();
  const plan = planUpdate(wanted, before);
  if (plan === undefined) return { kind: 'unchanged', service };
  for (const { id } of plan.remove) await engine.remove(id);
  const failure =
    (await startMissing(plan, wanted, dependencies)) ??
    (await awaitHealthy(wanted, { plan, look, engine, clock, startMillis }));
  if (failure !== undefined) return giveUp(failure, { wanted, before, look }, dependencies);
  // Planned again: meanwhile somebody may have removed an old one, and Compose have made up for it.
  const { retire = [], remove = [] } = planUpdate(wanted, await look()) ?? {};
  if (retire.length > 0) await clock.sleep(settleMillis);
  for (const { id, name } of retire) {
    say(`${service}: draining ${name}`);
    await engine.retire(id);
  }
  for (const { id } of remove) await engine.remove(id);
  if (retire.length > 0) return { kind: 'updated', service };
  return { kind: plan.start > 0 || !plan.keep.every(isServing) ? 'started' : 'unchanged', service };
}

async function startMissing(
  { start, scale }: ServiceUpdate,
  { service }: Wanted,
  { project, say }: UpdateDependencies,
): Promise<StartFailure | undefined> {
  if (start === 0) return undefined;
  say(`${service}: starting ${count(start)}`);
  const refusal = await project.start([service], { [service]: scale }).then(() => undefined, asLines);
  return refusal && { reason: 'Compose could not start it', lines: refusal };
}

interface Attempt {
  readonly wanted: Wanted;
  readonly before: readonly Container[];
  readonly look: () => Promise<readonly Container[]>;
}

/** Removes what never became healthy, so that only what ran before is left; on a first start there is nothing else. */
async function giveUp(
  { container, reason, lines }: StartFailure,
  { wanted, before, look }: Attempt,
  { engine, say }: UpdateDependencies,
): Promise<UpdateOutcome> {
  const lastLines =
    lines ?? (container === undefined ? [] : await engine.lastLines(container.id, LAST_LINES));
  const { service } = wanted;
  // What an interrupted update left half-started belongs to the new ones.
  const isOld = (one: Container) =>
    one.state === 'running' && (!isCurrent(one, wanted) || one.health !== 'starting');
  const old = before.filter(isOld);
  const oldIds = new Set(old.map(({ id }) => id));
  if (old.length > 0) {
    // One of several that became healthy is asked already, and is drained.
    for (const one of (await look()).filter(({ id }) => !oldIds.has(id)))
      await (one.health === 'healthy' ? engine.retire(one.id) : engine.remove(one.id));
    say(`${service}: ${reason}; ${count(old.length)} of before ${old.length === 1 ? 'runs' : 'run'} on`);
  }
  return failed(service, reason, lastLines);
}

export const failed = (
  service: string,
  reason: string,
  lastLines: readonly string[] = [],
): UpdateOutcome => ({ kind: 'failed', service, reason, lastLines });

const count = (containers: number): string => `${containers} container${containers === 1 ? '' : 's'}`;
