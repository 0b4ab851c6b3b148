import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { httpProbe } from '../supervisor/await-ready.ts';
import { processEnvironment } from '../supervisor/environment.ts';
import type { ServiceEvent } from '../supervisor/service-event.ts';
import { launchService } from '../supervisor/service-process.ts';
import type { Member } from '../supervisor/stack.ts';
import { superviseService } from '../supervisor/supervise-service.ts';
import type { Workspace } from '../workspace.ts';
import type { RunPlan } from './plan-run.ts';

export interface MemberListeners {
  readonly onEvent: (service: string, event: ServiceEvent) => void;
  readonly onChange: () => void;
}

/** The planned services as supervised processes of this machine; nothing is started yet. */
export function createMembers(workspace: Workspace, plan: RunPlan, listeners: MemberListeners): Member[] {
  const { system, services, addresses } = plan;
  return services.map((service) => {
    const { name, probes, drainSeconds } = service;
    const supervised = superviseService({
      name,
      launch: () =>
        launchService({
          name,
          main: join(workspace.root, 'apps', name, 'src/main.ts'),
          cwd: workspace.root,
          env: processEnvironment(service, system, { workspace, addresses }),
          logsDir: workspace.logsDir,
        }),
      probe: httpProbe(addresses.urlOf(name) + probes.readiness),
      startupSeconds: probes.startupSeconds,
      drainSeconds,
      clock: systemClock,
      random: Math.random,
      onEvent: (event) => listeners.onEvent(name, event),
      onChange: listeners.onChange,
    });
    return { service: supervised, calls: service.calls.map((call) => call.service) };
  });
}
