import { once } from 'node:events';
import { createServer, type AddressInfo, type LookupFunction, type Server, type Socket } from 'node:net';
import { vanishedHost } from '../testing/vanished-host.ts';
import { createConnector } from './staggered-connect.ts';

let server: Server;
let accepted: Socket[];
beforeEach(async () => {
  accepted = [];
  server = createServer((socket) => void accepted.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of accepted) socket.destroy();
  server.close();
});
const portOf = () => (server.address() as AddressInfo).port;

/** As the platform does: one name, and behind it now this replica, now that. */
const leadsTo =
  (...hosts: readonly string[]): LookupFunction =>
  (_name, { all }, callback) => {
    const address = hosts[Math.min(asked++, hosts.length - 1)]!;
    if (all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
let asked: number;
beforeEach(() => void (asked = 0));

const open = (lookup: LookupFunction, port: number) =>
  new Promise<Socket>((resolve, reject) =>
    createConnector(lookup)({ hostname: 'model', protocol: 'http:', port: String(port) }, (error, socket) =>
      error ? reject(error) : resolve(socket),
    ),
  );

describe('a connection', () => {
  it('is one where the first try succeeds', async () => {
    const socket = await open(leadsTo('127.0.0.1'), portOf());
    expect([asked, socket.remotePort]).toEqual([1, portOf()]);
    // Nobody of ours listens any more: what becomes of it is its user's matter.
    expect(socket.listenerCount('error')).toBe(0);
    socket.destroy();
  });

  it('is made to another replica where one refuses', async () => {
    // Nothing listens at the second address, which is this machine, too.
    const startedAt = performance.now();
    const socket = await open(leadsTo('127.0.0.2', '127.0.0.2', '127.0.0.1'), portOf());
    expect([asked, socket.remoteAddress]).toEqual([3, '127.0.0.1']);
    expect(performance.now() - startedAt).toBeLessThan(500);
    socket.destroy();
  });

  it('is made to another replica where one does not answer at all, and only one is kept', async () => {
    const gone = await vanishedHost();
    const port = Number(new URL(gone.url).port);
    const living = createServer((socket) => void accepted.push(socket)).listen(port, '127.0.0.3');
    await once(living, 'listening');
    const startedAt = performance.now();
    const socket = await open(leadsTo('127.0.0.1', '127.0.0.3'), port);
    expect(socket.remoteAddress).toBe('127.0.0.3');
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(accepted).toHaveLength(1);
    socket.destroy();
    living.close();
    await gone.close();
  });

  it('fails with the reason where every try is refused', async () => {
    await expect(open(leadsTo('127.0.0.2'), portOf())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(asked).toBe(9);
  });

  it('is not given up by a process that was busy itself', async () => {
    const pending = open(leadsTo('127.0.0.1'), portOf());
    // Longer than all tries together: the answer is there, but nobody has had the time to look.
    const end = performance.now() + 1_500;
    while (performance.now() < end);
    (await pending).destroy();
  });
});
