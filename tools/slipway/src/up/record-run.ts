import { identify } from '../run-state/process-identity.ts';
import type { RunState } from '../run-state/run-file.ts';
import type { Member } from '../supervisor/stack.ts';
import type { Workspace } from '../workspace.ts';
import { versionOf, type RunPlan } from './plan-run.ts';

/** Makes the record of this run, as it is at the moment of each call. */
export function createRecorder(
  { root }: Workspace,
  { services, addresses }: RunPlan,
): (members: readonly Member[]) => RunState {
  const self = identify(process.pid);
  const startedAt = new Date().toISOString();
  const auth = services.find(({ kind }) => kind === 'auth');
  const versions = new Map(services.map(({ name }) => [name, versionOf(root, name)]));
  return (members) => ({
    ...self,
    startedAt,
    origin: addresses.origin,
    ...(auth && { authUrl: addresses.urlOf(auth.name) }),
    services: services.map(({ name, kind }) => {
      const status = members.find(({ service }) => service.name === name)?.service.status();
      return {
        name,
        kind,
        url: addresses.urlOf(name),
        version: versions.get(name) ?? '',
        state: status?.state ?? 'waiting',
        ...(status?.pid !== undefined && { process: identify(status.pid) }),
        restarts: status?.restarts ?? 0,
      };
    }),
  });
}
