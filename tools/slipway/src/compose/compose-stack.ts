import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEngine,
  isRunning,
  readSecret,
  runModule,
  type Container,
  type Engine,
} from '@slipway/deploy-compose-run';
import { readSystem } from '../declarations/read-system.ts';
import { bearer, request, type Reply } from '../client/request.ts';
import { CommandError } from '../exit.ts';
import { noSecret } from '../stack/no-secret.ts';
import type { Stack } from '../stack/stack.ts';
import type { Workspace } from '../workspace.ts';
import { readComposeRecord } from './compose-record.ts';
import { reachEngine } from './reach-engine.ts';

/** In a container: prints the status, headers and text of the answer to the request that $REQUEST describes. */
const EXCHANGE = `
const { url, ...init } = JSON.parse(process.env.REQUEST);
const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
console.log(JSON.stringify({ status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() }));`;

/** The stack that runs as a Compose project; ends the command with the fix where there is none. */
export async function openComposeStack(workspace: Workspace): Promise<Stack> {
  const engine = createEngine();
  const { project } = readComposeRecord(workspace);
  const running = (await reachEngine(() => engine.containers(project))).filter(isRunning);
  const system = readSystem(workspace.root);
  const services = system.filter(({ name }) => running.some(({ service }) => service === name));
  const front = services.find((service) => service.public) ?? services[0];
  const origin = running.find(({ service }) => service === front?.name)?.env.SLIPWAY_ISSUER;
  if (front === undefined || origin === undefined) throw notRunningInContainers();
  const containerOf = (name: string) => pickContainer(running, name);
  const secretsDir = join(workspace.home, 'compose-secrets');
  return {
    origin,
    services,
    secretsDir,
    secretOf: async (client) => {
      const kept = join(secretsDir, client);
      // Not kept here: it may be a declared one, in the volume that auth reads.
      if (existsSync(kept)) return readFileSync(kept, 'utf8').trim();
      const read = await readSecret(engine, containerOf('auth'), client);
      if ('secret' in read) return read.secret;
      throw noSecret(client, read.reason);
    },
    ask: async (service, path, options) => {
      // The gateway passes the token endpoints through: as it does for everybody outside.
      if (service === front.name || path.startsWith('/oauth2/'))
        return request(`${origin}${path}`, { ...options, service });
      const port = system.find(({ name }) => name === service)?.ports.http;
      return exchangeInside(engine, containerOf(service), `http://127.0.0.1:${port}${path}`, options);
    },
  };
}

export const notRunningInContainers = (): CommandError =>
  new CommandError(
    'unavailable',
    'No container of the stack runs: start it with ./slipway up --substrate compose',
  );

function pickContainer(running: readonly Container[], service: string): Container {
  const own = running.filter((container) => container.service === service);
  const found = own.find(({ health }) => health === 'healthy') ?? own[0];
  if (found !== undefined) return found;
  throw new CommandError(
    'unavailable',
    `No container of ${service} runs: ./slipway status --substrate compose`,
  );
}

/** Services that only others may reach are asked from inside their own container. */
async function exchangeInside(
  engine: Engine,
  container: Container,
  url: string,
  { method, headers, body }: { readonly method?: string; readonly headers?: object; readonly body?: string },
): Promise<Reply> {
  const REQUEST = JSON.stringify({ url, method, headers, body });
  const { code, output } = await runModule(engine, container, EXCHANGE, { REQUEST });
  if (code !== 0)
    throw new CommandError(
      'unavailable',
      `${container.service} does not answer in its container: ./slipway logs --substrate compose ${container.service}`,
    );
  const answer = JSON.parse(output) as { status: number; headers: Record<string, string>; text: string };
  return { status: answer.status, headers: answer.headers, body: parse(answer.text) };
}

/** What a container of a service has counted, in the text form of Prometheus. */
export async function metricsInside(
  engine: Engine,
  container: Container,
  { port, token }: { readonly port: number; readonly token: string },
): Promise<string> {
  const url = `http://127.0.0.1:${port}/metrics`;
  const { status, body } = await exchangeInside(engine, container, url, { headers: bearer(token) });
  if (status === 200) return String(body);
  throw new CommandError('failed', `${container.name} answered ${status} when asked for its metrics`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
