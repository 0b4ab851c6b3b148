import { isRunning } from './container.ts';
import { asLines } from './project.ts';
import { failed, type UpdateDependencies, type UpdateOutcome } from './update-service.ts';

const LONGEST_MILLIS = 60_000;
const POLL_MILLIS = 100;
const LAST_LINES = 10;

/** Runs a job anew and waits until it has ended well. */
export async function runJob(service: string, dependencies: UpdateDependencies): Promise<UpdateOutcome> {
  const { project, engine, clock } = dependencies;
  for (const { id } of await containersOf(service, dependencies)) await engine.remove(id);
  const refusal = await project.start([service]).then(() => undefined, asLines);
  if (refusal !== undefined) return failed(service, 'Compose could not start it', refusal);
  const giveUpAt = clock.now() + LONGEST_MILLIS;
  for (;;) {
    const [container] = await containersOf(service, dependencies);
    const lastLines = async () =>
      container === undefined ? [] : await engine.lastLines(container.id, LAST_LINES);
    if (container?.state === 'exited') {
      if (container.exitCode === 0) return { kind: 'unchanged', service };
      return failed(service, `it ended with exit code ${container.exitCode}`, await lastLines());
    }
    if (clock.now() >= giveUpAt)
      return failed(service, `it did not end within ${LONGEST_MILLIS / 1000} s`, await lastLines());
    await clock.sleep(POLL_MILLIS);
  }
}

/** Starts a job that nobody waits for, as it is declared now; one that still runs is left alone. */
export async function startJob(service: string, dependencies: UpdateDependencies): Promise<undefined> {
  const own = await containersOf(service, dependencies);
  if (own.some(isRunning)) return;
  for (const { id } of own) await dependencies.engine.remove(id);
  await dependencies.project.start([service]);
}

const containersOf = async (service: string, { engine, projectName }: UpdateDependencies) =>
  (await engine.containers(projectName)).filter((one) => one.service === service);
