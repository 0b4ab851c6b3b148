import { systemClock } from '../clock.ts';
import { CommandError } from '../exit.ts';
import { clearLeftovers } from '../run-state/clear-leftovers.ts';
import { prepareHome } from '../run-state/prepare-home.ts';
import { claimRun, readLiveRun, removeRun, updateRun, type RunState } from '../run-state/run-file.ts';
import { aborted } from '../supervisor/aborted.ts';
import { checkPorts } from '../supervisor/check-ports.ts';
import { describeEvent } from '../supervisor/service-event.ts';
import { startStack, stopStack } from '../supervisor/stack.ts';
import type { Workspace } from '../workspace.ts';
import { checkSettings } from './check-settings.ts';
import { createMembers } from './create-members.ts';
import { planRun, type UpOptions } from './plan-run.ts';
import { createRecorder } from './record-run.ts';
import { startFailure } from './start-failure.ts';
import { watchSources } from './watch-sources.ts';
import { welcome, type Welcome } from './welcome.ts';

export interface RunListeners {
  /** Progress and incidents, in lines for a person. */
  readonly say: (text: string) => void;
  readonly onReady: (welcome: Welcome) => void;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly stop: AbortSignal;
}

/** The whole of `slipway up`: checks, starts, shows a prediction, watches over the services, and stops them in order. */
export async function superviseRun(
  workspace: Workspace,
  options: UpOptions,
  listeners: RunListeners,
): Promise<void> {
  const { say, stop } = listeners;
  const plan = planRun(workspace, options);
  refuseSecondRun(readLiveRun(workspace.runFile));
  await checkSettings(workspace, plan, say);
  prepareHome(workspace, plan.services);
  const left = await clearLeftovers(workspace.runFile, systemClock);
  if (left > 0) say(`Stopped ${left} services that an earlier supervisor had left`);
  const taken = await checkPorts(plan.services, plan.addresses);
  if (taken.length > 0) throw new CommandError('unavailable', taken);

  const record = createRecorder(workspace, plan);
  let isClaimed = false;
  const members = createMembers(workspace, plan, {
    onEvent: (service, event) => say(describeEvent(service, event, { isWatched: options.watch ?? false })),
    onChange: () => isClaimed && updateRun(workspace.runFile, record(members)),
  });
  if (!claimRun(workspace.runFile, record(members))) refuseSecondRun(readLiveRun(workspace.runFile));
  isClaimed = true;
  let watcher: { close(): void } | undefined;
  try {
    say(`Starting ${plan.services.map(({ name }) => name).join(', ')} …`);
    const start = startStack(members);
    const outcome = await Promise.race([start, aborted(stop)]);
    if (outcome?.kind === 'failed') throw startFailure(outcome);
    if (outcome?.kind === 'ready') {
      if (options.watch) watcher = watchRun(workspace.root, members, say);
      const told = welcome(workspace, record(members));
      const answer = await Promise.race([told, aborted(stop)]);
      if (answer !== undefined) listeners.onReady(answer);
      else told.catch(() => undefined);
    }
    await aborted(stop);
    say('Stopping: requests under way are finished first …');
  } finally {
    watcher?.close();
    await stopStack(members);
    isClaimed = false;
    removeRun(workspace.runFile);
  }
  say('Stopped');
}

function watchRun(root: string, members: ReturnType<typeof createMembers>, say: (text: string) => void) {
  const names = members.map(({ service }) => service.name);
  return watchSources(root, names, (edited, file) => {
    say(`${file} was edited: restarting ${edited.join(', ')}`);
    for (const { service } of members) if (edited.includes(service.name)) service.restart();
  });
}

function refuseSecondRun(run: RunState | undefined): void {
  if (run === undefined) return;
  throw new CommandError(
    'unavailable',
    `The stack is running already (pid ${run.pid}, ${run.origin}): ./slipway status shows it, ./slipway down stops it`,
  );
}
