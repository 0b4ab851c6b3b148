import { createEngine, isRunning, type Container } from '@slipway/deploy-compose-run';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { modelsOf } from '../client/models-of.ts';
import type { ServiceStatus, StackStatus } from '../client/stack-status.ts';
import { readSystem } from '../declarations/read-system.ts';
import type { Stack } from '../stack/stack.ts';
import type { Workspace } from '../workspace.ts';
import { readComposeRecord } from './compose-record.ts';
import { openComposeStack } from './compose-stack.ts';
import { reachEngine } from './reach-engine.ts';

/** What runs of the Compose project, by the engine's record and by the services' own word; a row for each container. */
export async function readComposeStatus(workspace: Workspace): Promise<StackStatus> {
  const { project } = readComposeRecord(workspace);
  const containers = await reachEngine(() => createEngine().containers(project));
  const running = containers.filter(isRunning);
  if (running.length === 0)
    return { running: false, pid: undefined, startedAt: undefined, origin: undefined, services: [] };
  const stack = await openComposeStack(workspace);
  const system = readSystem(workspace.root);
  const rows = system.flatMap((service) =>
    running
      .filter((container) => container.service === service.name)
      .map((container) => toStatus(container, service, stack)),
  );
  return {
    running: true,
    pid: undefined,
    startedAt: running.map(({ startedAt }) => startedAt).sort()[0],
    origin: stack.origin,
    services: await Promise.all(rows),
  };
}

async function toStatus(
  { health, state, pid, restarts, labels }: Container,
  service: ServiceDeclaration,
  stack: Stack,
): Promise<ServiceStatus> {
  const isReady = state === 'running' && health !== 'starting' && health !== 'unhealthy';
  return {
    name: service.name,
    url: service.public ? stack.origin : `http://${service.name}:${service.ports.http}`,
    state: isReady ? 'running' : state === 'restarting' ? 'backoff' : 'unready',
    pid,
    restarts,
    version: labels['org.opencontainers.image.version'] ?? '',
    models: isReady && service.kind !== 'auth' ? await modelsOf(stack, service.name) : [],
  };
}
