import { createEngine, isRunning } from '@slipway/deploy-compose-run';
import { readComposeRecord } from '../compose/compose-record.ts';
import { openComposeStack } from '../compose/compose-stack.ts';
import { reachEngine } from '../compose/reach-engine.ts';
import { readSystem } from '../declarations/read-system.ts';
import type { Workspace } from '../workspace.ts';
import type { Measurable } from './measurable.ts';

const NODE = '/usr/local/bin/node';
/** In a container, whose networks this machine may not reach: prints the metrics at $URL. */
const METRICS = `
const answer = await fetch(process.env.URL, {
  headers: { authorization: 'Bearer ' + process.env.TOKEN }, signal: AbortSignal.timeout(10_000) });
process.stdout.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;`;

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
      .map(({ id, name, service, env }) => ({
        service,
        name,
        env,
        metrics: async (token) => {
          const URL = `http://127.0.0.1:${portOf.get(service)}/metrics`;
          const command = [NODE, '--input-type=module', '-e', METRICS];
          const { code, output } = await engine.exec(id, command, { URL, TOKEN: token });
          if (code !== 0) throw new Error(output.slice(-200));
          return output;
        },
      })),
    secretOf: (client) => stack.secretOf(client),
    close: async () => undefined,
  };
}
