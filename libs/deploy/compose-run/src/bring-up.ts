import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { isCurrent, type Wanted } from './container.ts';
import {
  dependencyOrder,
  isAwaited,
  isJob,
  startMillisOf,
  type ComposeModel,
  type ModelService,
} from './model.ts';
import { asLines } from './project.ts';
import { runJob, startJob } from './run-job.ts';
import {
  failed,
  updateService,
  type Limits,
  type UpdateDependencies,
  type UpdateOutcome,
} from './update-service.ts';

export interface BringUpOptions {
  /** Services that are updated without a gap. */
  readonly system: readonly ServiceDeclaration[];
  /** Services beside the declared ones, such as the proxy: replaced, with a gap, where they changed. */
  readonly others: readonly string[];
  /** Jobs that must have ended well before what depends on them starts. */
  readonly oneShots: readonly string[];
}

/** The proxy asks the engine's DNS each second and a new container's readiness each half. */
const SETTLE_MILLIS = 2_500;

/** Brings everything to what is wanted, one service after another in start order; ends at the first that fails. */
export async function bringUp(
  { system, others, oneShots }: BringUpOptions,
  dependencies: UpdateDependencies,
): Promise<readonly UpdateOutcome[]> {
  const { project } = dependencies;
  const [hashes, model] = await Promise.all([project.hashes(), project.model()]);
  const declared = system.map(({ name }) => name);
  const meant = new Set([...declared, ...others, ...oneShots]);
  // What is not in the model comes last, and is told.
  const order = new Set([...dependencyOrder(model).filter((name) => meant.has(name)), ...meant]);
  const outcomes: UpdateOutcome[] = [];
  for (const name of order) {
    const outcome = await bringUpOne(name, { model, hashes, hasGap: others.includes(name) }, dependencies);
    if (outcome !== undefined) outcomes.push(outcome);
    if (outcome?.kind === 'failed') break;
  }
  return outcomes;
}

interface Meant {
  readonly model: ComposeModel;
  readonly hashes: ReadonlyMap<string, string>;
  /** Whether the old one has to go before the new one comes. */
  readonly hasGap: boolean;
}

/** Undefined for a job that nobody waits for. */
async function bringUpOne(
  name: string,
  { model, hashes, hasGap }: Meant,
  dependencies: UpdateDependencies,
): Promise<UpdateOutcome | undefined> {
  const service = model.services[name];
  const configHash = hashes.get(name);
  if (service === undefined || configHash === undefined)
    return failed(name, `compose.yaml has no service ${name}`);
  const image = await findImage(name, service, dependencies);
  if (typeof image !== 'string') return image;
  if (isJob(service))
    return isAwaited(name, model) ? runJob(name, dependencies) : startJob(name, dependencies);
  const wanted: Wanted = {
    service: name,
    configHash,
    image,
    replicas: service.scale ?? 1,
    alone: hasGap,
  };
  if (hasGap) await retireStale(wanted, dependencies);
  return updateService(wanted, limitsOf(service, hasGap), dependencies);
}

/** Its id; where it is missing it is fetched, unless it is to be built here. */
async function findImage(
  name: string,
  { image, pull_policy }: ModelService,
  { engine, project, say }: UpdateDependencies,
): Promise<string | UpdateOutcome> {
  const found = await engine.imageId(image);
  if (found !== undefined) return found;
  if (pull_policy === 'never') return failed(name, `there is no image ${image}: build it`);
  say(`${name}: fetching ${image}`);
  const refusal = await project.pull([name]).then(() => [], asLines);
  return (await engine.imageId(image)) ?? failed(name, `the image ${image} cannot be fetched`, refusal);
}

const limitsOf = (service: ModelService, hasGap: boolean): Limits => ({
  startMillis: startMillisOf(service),
  settleMillis: hasGap ? 0 : SETTLE_MILLIS,
});

/** A service whose host port or data only one container can hold: the old one goes first, with a gap. */
async function retireStale(wanted: Wanted, { engine, projectName, say }: UpdateDependencies): Promise<void> {
  for (const one of await engine.containers(projectName)) {
    if (one.service !== wanted.service || isCurrent(one, wanted)) continue;
    say(`${wanted.service}: replacing ${one.name}; until the new one is up nothing answers in its place`);
    await engine.retire(one.id);
  }
}
