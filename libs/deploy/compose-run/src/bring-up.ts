import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { isCurrent, isRunning, type Wanted } from './container.ts';
import { dependencyOrder, type ComposeModel } from './project.ts';
import {
  updateService,
  type UpdateDependencies,
  type UpdateLimits,
  type UpdateOutcome,
} from './update-service.ts';

export interface BringUpOptions {
  readonly system: readonly ServiceDeclaration[];
  /** Services beside the declared ones, such as the proxy: replaced, with a gap, where they changed. */
  readonly others: readonly string[];
  /** One-shots that must have ended well before anything starts. */
  readonly oneShots: readonly string[];
}

/** Beyond the drain itself: readiness off, callers learn, telemetry is flushed. */
const STOP_MARGIN_SECONDS = 5;
/** The proxy asks the engine's DNS each second and a new container's readiness each half. */
const SETTLE_MILLIS = 2_500;
const OTHERS_START_SECONDS = 60;

/** Brings everything to what is wanted, one service after another in start order; ends at the first that fails. */
export async function bringUp(
  { system, others, oneShots }: BringUpOptions,
  dependencies: UpdateDependencies,
): Promise<readonly UpdateOutcome[]> {
  const { project } = dependencies;
  const [hashes, model] = await Promise.all([project.hashes(), project.model()]);
  const outcomes: UpdateOutcome[] = [];
  for (const service of oneShots) {
    const outcome = await runOnce(service, dependencies);
    outcomes.push(outcome);
    if (outcome.kind === 'failed') return outcomes;
  }
  const known = new Map(system.map((service) => [service.name, limits(service)]));
  const order = dependencyOrder(model).filter((name) => known.has(name) || others.includes(name));
  for (const name of order) {
    const found = await want(name, hashes, model, dependencies);
    if (typeof found === 'string') return [...outcomes, failed(name, found)];
    if (model.services[name]?.restart === 'no') {
      await startJob(found, dependencies);
      continue;
    }
    const wanted = { ...found, alone: others.includes(name) };
    if (wanted.alone) await retireStale(wanted, dependencies);
    const outcome = await updateService(wanted, known.get(name) ?? otherLimits, dependencies);
    outcomes.push(outcome);
    if (outcome.kind === 'failed') return outcomes;
  }
  return outcomes;
}

const limits = ({ probes, drainSeconds }: ServiceDeclaration): UpdateLimits => ({
  startMillis: (probes.startupSeconds + STOP_MARGIN_SECONDS) * 1000,
  graceSeconds: drainSeconds + STOP_MARGIN_SECONDS,
  settleMillis: SETTLE_MILLIS,
});
const otherLimits: UpdateLimits = {
  startMillis: OTHERS_START_SECONDS * 1000,
  graceSeconds: 35,
  settleMillis: 0,
};

/** What Compose would make of a service now; a string says why that cannot be. */
async function want(
  service: string,
  hashes: ReadonlyMap<string, string>,
  model: ComposeModel,
  { engine, project }: UpdateDependencies,
): Promise<Wanted | string> {
  const declared = model.services[service];
  const configHash = hashes.get(service);
  if (declared === undefined || configHash === undefined) return `compose.yaml has no service ${service}`;
  // What is built here is never fetched: a registry may have something else under its name.
  if (declared.build === undefined && (await engine.imageId(declared.image)) === undefined)
    await project.pull([service]);
  const image = await engine.imageId(declared.image);
  if (image === undefined) return `there is no image ${declared.image}: build it, or pull it`;
  return { service, configHash, image, replicas: declared.scale ?? 1 };
}

/** A service whose host port only one container can hold: the old one goes first, with a gap. */
async function retireStale(wanted: Wanted, { engine, projectName, say }: UpdateDependencies): Promise<void> {
  for (const one of await engine.containers(projectName)) {
    if (one.service !== wanted.service || isCurrent(one, wanted)) continue;
    say(`${wanted.service}: replacing ${one.name}; until the new one is up nothing answers at its port`);
    await engine.retire(one.id, otherLimits.graceSeconds);
  }
}

/** A job ends by itself, and nobody waits for it. Compose would run an outdated one once more as it was. */
async function startJob(wanted: Wanted, { project, engine, projectName }: UpdateDependencies): Promise<void> {
  for (const one of await engine.containers(projectName))
    if (one.service === wanted.service && !isRunning(one) && !isCurrent(one, wanted))
      await engine.remove(one.id);
  await project.start([wanted.service]);
}

const ONE_SHOT_MILLIS = 60_000;
const POLL_MILLIS = 100;

async function runOnce(service: string, dependencies: UpdateDependencies): Promise<UpdateOutcome> {
  const { project, engine, clock, projectName } = dependencies;
  const own = async () => (await engine.containers(projectName)).filter((one) => one.service === service);
  for (const { id } of await own()) await engine.remove(id);
  await project.start([service]);
  const giveUpAt = clock.now() + ONE_SHOT_MILLIS;
  for (;;) {
    const [container] = await own();
    if (container?.state === 'exited') {
      if (container.exitCode === 0) return { kind: 'unchanged', service };
      return failed(
        service,
        `it ended with exit code ${container.exitCode}`,
        await engine.lastLines(container.id, 10),
      );
    }
    if (clock.now() >= giveUpAt) return failed(service, `it did not end within ${ONE_SHOT_MILLIS / 1000} s`);
    await clock.sleep(POLL_MILLIS);
  }
}

const failed = (service: string, reason: string, lastLines: readonly string[] = []): UpdateOutcome => ({
  kind: 'failed',
  service,
  reason,
  lastLines,
});
