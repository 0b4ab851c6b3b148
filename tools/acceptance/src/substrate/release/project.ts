import { createEngine, forwardPorts, isServing, readSecret } from '@slipway/deploy-compose-run';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { compose } from '../compose/compose.ts';
import { followLogs } from '../compose/follow-logs.ts';
import { runScript } from '../compose/run-in-container.ts';
import type { Place, Reached } from './place.ts';

/** A project of Docker Compose, which publishes one port of the host and no other. */
export function openProject(project: string): Place {
  const { accounts, 'one-way-edges': oneWay } = compose.lacks;
  return {
    lacks: { accounts, 'one-way-edges': oneWay },
    reach: (system) => reach(project, system),
  };
}

async function reach(project: string, system: readonly ServiceDeclaration[]): Promise<Reached> {
  const engine = createEngine();
  const containers = (await engine.containers(project)).filter(isServing);
  const containerOf = (name: string) => {
    const found = containers.find(({ service }) => service === name);
    if (found === undefined) throw new Error(`${name} does not run healthily in project ${project}`);
    return found;
  };
  const portOf = new Map(system.map(({ name, ports }) => [name, ports.http]));
  const secrets = new Map<string, string>();
  for (const client of new Set(system.flatMap(({ secrets }) => secrets))) {
    const read = await readSecret(engine, containerOf('auth'), client);
    if ('secret' in read) secrets.set(client, read.secret);
  }
  const forwards = await forwardPorts({ project, containers, targets: Object.fromEntries(portOf) });
  // A time, not an age, which would count from when the program that reads them has started.
  const logs = followLogs(project, [...portOf.keys()], new Date());
  logs.start();
  return {
    issuer: containerOf('gateway').env.SLIPWAY_ISSUER!,
    urlOf: (service) => `http://127.0.0.1:${forwards.portOf(service)}`,
    innerUrlOf: (service) => `http://${service}:${portOf.get(service)}`,
    evaluate: (service, script) => runScript(engine, containerOf(service), script),
    logs: logs.of,
    secretOf: (client) => secrets.get(client) ?? '',
    close: async () => {
      logs.stop();
      await forwards.close();
    },
  };
}
