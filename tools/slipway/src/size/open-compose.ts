import { createEngine, isRunning } from '@slipway/deploy-compose-run';
import { readComposeRecord } from '../compose/compose-record.ts';
import { metricsInside, openComposeStack } from '../compose/compose-stack.ts';
import { reachEngine } from '../compose/reach-engine.ts';
import { readSystem } from '../declarations/read-system.ts';
import type { Workspace } from '../workspace.ts';
import type { Measurable } from './measurable.ts';

/** The containers of the Compose project, each asked from inside. */
export async function openCompose(workspace: Workspace): Promise<Measurable> {
  const stack = await openComposeStack(workspace);
  const engine = createEngine();
  const containers = await reachEngine(() => engine.containers(readComposeRecord(workspace).project));
  const portOf = new Map(readSystem(workspace.root).map(({ name, ports }) => [name, ports.http]));
  return {
    platform: 'compose',
    origin: stack.origin,
    instances: containers
      .filter((container) => isRunning(container) && portOf.has(container.service))
      .map((container) => ({
        service: container.service,
        name: container.name,
        env: container.env,
        metrics: (token) => metricsInside(engine, container, { port: portOf.get(container.service)!, token }),
      })),
    secretOf: (client) => stack.secretOf(client),
    close: async () => undefined,
  };
}
