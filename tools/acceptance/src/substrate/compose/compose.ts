import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createComposeProject, createEngine, isRunning } from '@slipway/deploy-compose-run';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { openKeyDesk } from '../../credentials/key-desk.ts';
import { until } from '../../until.ts';
import { readSystem, workspaceRoot } from '../../workspace.ts';
import { freePorts } from '../processes/free-ports.ts';
import { answersOk } from '../reach.ts';
import type { Stack, StackOptions, Substrate } from '../substrate.ts';
import { followLogs } from './follow-logs.ts';
import { KEY_SERVER, keyServerUrl, override } from './override.ts';
import { runScript } from './run-in-container.ts';

const START_MILLIS = 60_000;
const PROBES = { live: 'livez', ready: 'readyz' } as const;

/** The committed compose.yaml as a project of its own, with ports for the tests on 127.0.0.1. */
export const compose: Substrate = {
  name: 'compose',
  lacks: {
    'stand-ins': 'a stand-in runs in the process of the test, which no container can reach',
    'one-way-edges': 'the two ends of an edge share a network, which is open in both directions',
    neighbours:
      'the networks that tests come in by lead out, too; tools/compose tries the committed ones from inside each container',
    accounts: 'a container has no account at the engine',
    'direct-connections': 'the proxy of a published port takes in tens of megabytes by itself',
  },
  // The engine itself holds a published port, and closes what it cannot hand on.
  whenEnded: 'ECONNRESET',
  start,
};

async function start(options: StackOptions = {}): Promise<Stack> {
  const system = readSystem();
  const names = [...system.map(({ name }) => name), KEY_SERVER];
  const ports = await freePorts(names.length + 1);
  const portOf = new Map(names.map((name, index) => [name, ports[index]!]));
  const home = mkdtempSync(join(tmpdir(), 'slipway-acceptance-'));
  const secretsDir = makeSecrets(home, system);
  const overrideFile = join(home, 'override.json');
  const credentialsDir = `${workspaceRoot}tools/acceptance/src/credentials`;
  writeFileSync(overrideFile, JSON.stringify(override(system, { options, portOf, credentialsDir })));
  const urlOf = (service: string) => `http://127.0.0.1:${portOf.get(service)}`;
  const projectName = `slipway-acceptance-${randomBytes(4).toString('hex')}`;
  const env = {
    ...process.env,
    SLIPWAY_EDGE_PORT: String(ports.at(-1)),
    SLIPWAY_ISSUER: urlOf('gateway'),
    SLIPWAY_SECRETS_DIR: secretsDir,
  };
  const project = createComposeProject({
    root: workspaceRoot,
    name: projectName,
    overrides: [overrideFile],
    env,
    onLine: () => undefined,
  });
  const engine = createEngine();
  const containerOf = async (service: string) => {
    const found = (await engine.containers(projectName)).find((one) => one.service === service);
    if (found === undefined) throw new Error(`${service} has no container`);
    return found;
  };
  const logs = followLogs(
    projectName,
    system.map(({ name }) => name),
  );
  const stop = async () => {
    logs.stop();
    await project.down({ volumes: true });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await project.build([...system.map(({ name }) => name), 'secrets']);
    await project.up([...names]);
  } catch (error) {
    await stop();
    throw error;
  }
  logs.start();
  const desk = await openKeyDesk({
    issuer: urlOf('gateway'),
    url: urlOf(KEY_SERVER),
    urlForServices: keyServerUrl,
    secretOf: (client) => readFileSync(join(secretsDir, client), 'utf8'),
  });
  const awaitState = (service: string, state: 'live' | 'ready') =>
    until(`${service} is ${state}`, () => answersOk(`${urlOf(service)}/${PROBES[state]}`), START_MILLIS);
  await Promise.all(system.map(({ name }) => awaitState(name, 'ready')));
  return {
    system,
    gatewayUrl: urlOf('gateway'),
    urlOf,
    credentials: desk,
    kill: async (service) => engine.kill((await containerOf(service)).id),
    terminate: async (service) => {
      const { id } = await containerOf(service);
      await engine.stop(id, START_MILLIS / 1000);
      return (await containerOf(service)).exitCode;
    },
    revive: async (service, state = 'ready') => {
      const container = await containerOf(service);
      if (!isRunning(container)) await engine.start(container.id);
      await awaitState(service, state);
    },
    evaluate: async (service, script) => runScript(engine, await containerOf(service), script),
    innerUrlOf: (service) => `http://${service}:${system.find(({ name }) => name === service)?.ports.http}`,
    neighbour: () => Promise.reject(new Error('No container outside of a project shares a network with it')),
    logs: logs.of,
    stop,
  };
}

/** Secrets that the tests know, given to the stack by SLIPWAY_SECRETS_DIR. */
function makeSecrets(home: string, system: readonly ServiceDeclaration[]): string {
  const folder = join(home, 'secrets');
  mkdirSync(folder, { mode: 0o700 });
  for (const client of new Set(system.flatMap(({ secrets }) => secrets)))
    writeFileSync(join(folder, client), randomBytes(32).toString('base64url'), { mode: 0o600 });
  return folder;
}
