import { once } from 'node:events';
import Docker from 'dockerode';
import type { Container } from './container.ts';
import { PROJECT } from './engine.ts';
import { readFrames } from './read-frames.ts';
import { NODE } from './run-module.ts';

export interface ForwardPorts {
  /** Name of the Compose project. */
  readonly project: string;
  /** Its running containers. */
  readonly containers: readonly Container[];
  /** The port that each service listens on, by its name. */
  readonly targets: Readonly<Record<string, number>>;
}

export interface Forwards {
  /** The port of 127.0.0.1 that leads to a service. */
  portOf(service: string): number;
  close(): Promise<void>;
}

const FIRST_PORT = 20_000;
/** Leads each of its ports to a service, found anew for each connection; ends with its standard input. */
const RELAY = `
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';
for (const [at, [host, port]] of Object.entries(JSON.parse(process.env.TARGETS)).entries()) {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    pipeline(caller, connect({ host, port, allowHalfOpen: true, noDelay: true }), caller, () => undefined);
  });
  await once(server.listen(${FIRST_PORT} + at, '0.0.0.0'), 'listening');
}
process.stdin.resume().once('end', () => process.exit());
console.log('ready');`;

/**
 * Leads ports of this machine to services of a running project that nobody outside of it can reach: for checks. A
 * container beside theirs does it, confined as they are, which shares their networks until `close`, or until this
 * process ends, in whatever way.
 */
export async function forwardPorts(options: ForwardPorts, docker: Docker = new Docker()): Promise<Forwards> {
  const { containers, targets } = options;
  const names = Object.keys(targets);
  const relay = await docker.createContainer(
    relayOptions(options, await findOutside(docker, options.project)),
  );
  try {
    for (const network of fewestNetworks(containers, names))
      await docker.getNetwork(network).connect({ Container: relay.id });
    const attached = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    const stream = await relay.attach(attached);
    await relay.start();
    const said = await Promise.race([once(stream, 'data'), once(stream, 'end').then(() => [])]);
    const text = said.length === 0 ? 'nothing' : readFrames(said[0] as Buffer).trim();
    if (text !== 'ready') throw new Error(`The container that leads to ${names.join(', ')} said: ${text}`);
    const { Ports } = (await relay.inspect()).NetworkSettings;
    const ports = new Map(names.map((name, at) => [name, Number(Ports[portIn(at)]![0]!.HostPort)]));
    return {
      portOf: (service) => ports.get(service)!,
      close: async () => {
        const removed = relay.wait({ condition: 'removed' });
        stream.end();
        await removed;
      },
    };
  } catch (error) {
    await relay.remove({ force: true });
    throw error;
  }
}

const relayOptions = (
  { containers, targets }: ForwardPorts,
  outside: string,
): Docker.ContainerCreateOptions => {
  const ports = Object.keys(targets).map((_, at) => portIn(at));
  return {
    // Any of theirs has Node.
    Image: containers.find(({ service }) => service in targets)!.image,
    Entrypoint: [NODE, '--input-type=module', '-e', RELAY],
    Env: [`TARGETS=${JSON.stringify(targets)}`],
    OpenStdin: true,
    StdinOnce: true,
    Healthcheck: { Test: ['NONE'] },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      AutoRemove: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: 128 * 2 ** 20,
      PidsLimit: 32,
      NetworkMode: outside,
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
    },
  };
};

const portIn = (at: number): string => `${FIRST_PORT + at}/tcp`;

/** The network of a project that ports of the host lead to. */
async function findOutside(docker: Docker, project: string): Promise<string> {
  const networks = await docker.listNetworks({ filters: { label: [`${PROJECT}=${project}`] } });
  const outside = networks.find(({ Internal }) => !Internal);
  if (outside === undefined) throw new Error(`Project ${project} has no network that leads to the host`);
  return outside.Name;
}

/** Networks by which each service can be reached, with none for a service that an earlier one leads to already. */
export function fewestNetworks(
  containers: readonly Pick<Container, 'service' | 'networks'>[],
  services: readonly string[],
): readonly string[] {
  const chosen: string[] = [];
  for (const name of services) {
    const networks = containers.find(({ service }) => service === name)?.networks ?? [];
    if (networks.length > 0 && !networks.some((network) => chosen.includes(network)))
      chosen.push(networks[0]!);
  }
  return chosen;
}
