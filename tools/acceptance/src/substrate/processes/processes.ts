import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyServer } from '../../credentials/key-server.ts';
import { openKeyDesk } from '../../credentials/key-desk.ts';
import { until } from '../../until.ts';
import { readSystem, workspaceRoot } from '../../workspace.ts';
import { answersOk } from '../reach.ts';
import type { Stack, StackOptions, Substrate } from '../substrate.ts';
import { environments } from './environments.ts';
import { freePorts } from './free-ports.ts';
import { launch, type ServiceProcess } from './service-process.ts';

const PROBES = { live: 'livez', ready: 'readyz' } as const;
/** Lines of a service that could not start. */
const LAST_LINES = 10;
const START_MILLIS = 30_000;
/** Longer than any drain that a test configures. */
const STOP_MILLIS = 15_000;

/** Every service as a process of this machine, on free ports of 127.0.0.1 and with a state folder of its own. */
export const processes: Substrate = {
  name: 'processes',
  lacks: {
    confine: 'a process may do whatever its user may',
    'one-way-edges': 'every process of this machine reaches every other',
    neighbours: 'every process of this machine is one',
    accounts: 'a process has the account of its user',
  },
  whenEnded: 'ECONNREFUSED',
  start,
};

async function start(options: StackOptions = {}): Promise<Stack> {
  const system = readSystem();
  const ports = await freePorts(system.length + 1);
  const portOf = new Map(system.map(({ name }, index) => [name, ports[index]!]));
  const gatewayUrl = `http://127.0.0.1:${portOf.get('gateway')}`;
  const home = mkdtempSync(join(tmpdir(), 'slipway-acceptance-'));
  const secretOf = (client: string) => readFileSync(join(home, 'secrets', client), 'utf8');
  const urlOf = (service: string) => options.standIns?.[service] ?? `http://127.0.0.1:${portOf.get(service)}`;
  const keyServer = createKeyServer(`${urlOf('auth')}/oauth2/jwks`);
  const keyUrl = `http://127.0.0.1:${ports.at(-1)}`;
  await new Promise<void>((resolve) => keyServer.listen(ports.at(-1), '127.0.0.1', resolve));
  const desk = await openKeyDesk({ issuer: gatewayUrl, url: keyUrl, urlForServices: keyUrl, secretOf });
  const jwksUrl = `${keyUrl}/oauth2/jwks`;
  const envOf = environments(system, { options, home, urlOf, portOf, issuer: gatewayUrl, jwksUrl });

  const running = new Map<string, ServiceProcess>();
  const lines = new Map<string, string[]>();
  const launchService = (name: string) => {
    const main = `apps/${name}/src/main.ts`;
    const service = launch(main, { cwd: workspaceRoot, env: envOf(name) });
    running.set(name, service);
  };
  const collect = (name: string) => [...(lines.get(name) ?? []), ...(running.get(name)?.lines ?? [])];
  const awaitState = (name: string, state: 'live' | 'ready') =>
    until(
      `${name} is ${state}`,
      async () => {
        if (running.get(name)?.running() !== true)
          throw new Error(`${name} has ended:\n${collect(name).slice(-LAST_LINES).join('\n')}`);
        return answersOk(`${urlOf(name)}/${PROBES[state]}`);
      },
      START_MILLIS,
    );

  const end = async (name: string, signal: NodeJS.Signals) => {
    const service = running.get(name);
    if (service === undefined) return undefined;
    service.signal(signal);
    const timer = setTimeout(() => service.signal('SIGKILL'), STOP_MILLIS);
    const code = await service.exited;
    clearTimeout(timer);
    lines.set(name, collect(name));
    running.delete(name);
    return code;
  };
  const revive = async (name: string, state: 'live' | 'ready' = 'ready') => {
    launchService(name);
    await awaitState(name, state);
  };
  const stop = async () => {
    await Promise.all([...running.keys()].map((name) => end(name, 'SIGTERM')));
    keyServer.closeAllConnections();
    await new Promise((resolve) => keyServer.close(resolve));
    rmSync(home, { recursive: true, force: true });
  };

  const names = system.map(({ name }) => name).filter((name) => options.standIns?.[name] === undefined);
  names.forEach(launchService);
  await Promise.all(names.map((name) => awaitState(name, 'ready'))).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    system,
    gatewayUrl,
    urlOf,
    credentials: desk,
    kill: async (name) => void (await end(name, 'SIGKILL')),
    terminate: (name) => end(name, 'SIGTERM'),
    revive,
    evaluate: () => Promise.reject(new Error('Nothing can be run inside a process')),
    innerUrlOf: urlOf,
    neighbour: () => Promise.reject(new Error('Nothing is outside of a machine')),
    logs: collect,
    stop,
  };
}
