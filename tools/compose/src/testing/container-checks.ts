import { must } from '../docker.ts';
import { LIST_PORTS, listOpen, listOwners, NODE_IMAGE, placedOf, printedBy, type Placed } from './inside.ts';
import { until } from './until.ts';

const SECRETS = '/run/slipway/secrets';
/** 192.0.2.1 is nobody's: https://www.rfc-editor.org/rfc/rfc5737. */
const OUTSIDE = ['192.0.2.1:80', '192.0.2.1:443'];

/** What the containers of a project can reach and read. */
export function containerChecks(place: () => { readonly projectName: string }) {
  const placed = () => placedOf(place().projectName);
  const running = async () => (await placed()).filter(({ isRunning }) => isRunning);
  const inNetworkOf = <T>({ id }: Placed, script: string) =>
    printedBy<T>(script, `--network=container:${id}`);

  return {
    /** From inside each container, every port of every other at each of its addresses. */
    async expectClosedEdges(): Promise<void> {
      const containers = await running();
      const listening = await Promise.all(containers.map(listenersOf));
      await Promise.all(
        containers.map(async (from, index) => {
          const others = listening.filter((_, other) => other !== index).flat();
          // Not by what it is in, but by what the network is for.
          const declared = others.filter(({ ends }) => ends.includes(from.service));
          expect(declared.length).toBeLessThan(others.length);
          const open = await inNetworkOf(from, listOpen(others.map(({ address }) => address)));
          expect({ from: from.service, open }).toEqual({
            from: from.service,
            open: declared.map(({ address }) => address).sort(),
          });
        }),
      );
    },

    /** An address outside, a container of no project, and what the host publishes on 127.0.0.1. */
    async expectNoWayOut(publishedPorts: readonly number[]): Promise<void> {
      const neighbour = await startNeighbour();
      try {
        await until('the neighbour takes connections', async () =>
          (await printedBy<readonly string[]>(listOpen([neighbour.address]))).includes(neighbour.address),
        );
        const tried = (await running()).map(async (from) => {
          const hosts = Object.values(from.networks).map(({ Gateway }) => Gateway);
          const published = hosts.flatMap((host) => publishedPorts.map((port) => `${host}:${port}`));
          const addresses = [...OUTSIDE, neighbour.address, ...published];
          const open = await inNetworkOf<readonly string[]>(from, listOpen(addresses));
          return open.map((address) => `${from.service} reaches ${address}`);
        });
        expect((await Promise.all(tried)).flat()).toEqual([]);
      } finally {
        await neighbour.stop();
      }
    },

    /** Owner, group and mode of what each reader of secrets finds, by service. */
    async ownersOfSecrets(): Promise<Readonly<Record<string, unknown>>> {
      const readers = (await placed()).filter(({ mounts }) => mounts.includes(SECRETS));
      const found = readers.map(async ({ id, service, user }) => {
        const asReader = ['--network=none', `--volumes-from=${id}:ro`, `--user=${user}`];
        return [service, await printedBy(listOwners(SECRETS), ...asReader)] as const;
      });
      return Object.fromEntries(await Promise.all(found));
    },
  };

  async function listenersOf(container: Placed) {
    const ports = await inNetworkOf<readonly number[]>(container, LIST_PORTS);
    return Object.entries(container.networks).flatMap(([network, { IPAddress }]) => {
      const ends = network.slice(place().projectName.length + 1).split('-to-');
      return ports.map((port) => ({ ends, address: `${IPAddress}:${port}` }));
    });
  }
}

/** A container of no project, on the engine's default network, which takes connections. */
async function startNeighbour() {
  const server = "require('net').createServer().listen(8080)";
  const id = (await must('docker', ['run', '--detach', '--rm', NODE_IMAGE, 'node', '--eval', server])).trim();
  const host = (await must('docker', ['inspect', '--format={{.NetworkSettings.IPAddress}}', id])).trim();
  return { address: `${host}:8080`, stop: () => must('docker', ['rm', '--force', id]) };
}
