import { createServer, Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { findAddresses, type NameSources } from './find-addresses.ts';
import { lookupIn } from './lookup-function.ts';

const fail = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

/** Name servers that know `records`, and a note of everything that was asked. */
function fixture(records: Readonly<Record<string, readonly string[] | string>> = {}, hosts = '') {
  const asked: string[] = [];
  const ask = (kind: string) => (name: string) => {
    asked.push(`${kind} ${name}`);
    const answer = records[`${kind} ${name}`] ?? 'ENOTFOUND';
    return typeof answer === 'string' ? fail(answer) : Promise.resolve(answer);
  };
  const sources: NameSources = {
    hosts: async () => hosts,
    resolvConf: async () => 'search lan',
    resolve4: ask('A'),
    resolve6: ask('AAAA'),
    lookup: ask('system'),
  };
  return { sources, asked };
}

describe('the addresses of a collector', () => {
  it('come from the hosts file before anything else', async () => {
    const { sources, asked } = fixture({}, '10.0.0.7 collector');
    expect(await findAddresses('collector', sources)).toEqual(['10.0.0.7']);
    expect(asked).toEqual([]);
  });

  it.each(['localhost', 'otel.localhost'])('are the system’s for %s', async (name) => {
    const { sources, asked } = fixture({ [`system ${name}`]: ['::1', '127.0.0.1'] });
    expect(await findAddresses(name, sources)).toEqual(['::1', '127.0.0.1']);
    expect(asked).toEqual([`system ${name}`]);
  });

  it('are those of the first name of the search list that has some, IPv4 before IPv6', async () => {
    const { sources, asked } = fixture({ 'A collector': ['10.1.1.1'], 'AAAA collector': ['fd00::1'] });
    expect(await findAddresses('collector', sources)).toEqual(['10.1.1.1']);
    expect(asked).toEqual(['A collector.lan', 'AAAA collector.lan', 'A collector']);
  });

  it('may be of IPv6 alone', async () => {
    const { sources } = fixture({ 'A collector': 'ENODATA', 'AAAA collector': ['fd00::1'] });
    expect(await findAddresses('collector', sources)).toEqual(['fd00::1']);
  });

  it('are none for a name that nobody has, which the system’s resolver is not asked for', async () => {
    const { sources, asked } = fixture({ 'A collector.lan': 'ESERVFAIL' });
    await expect(findAddresses('collector', sources)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(asked).not.toContainEqual(expect.stringContaining('system'));
  });

  it('are not looked for any further when a name server does not answer', async () => {
    const { sources, asked } = fixture({ 'A collector.lan': 'ETIMEOUT' });
    await expect(findAddresses('collector', sources)).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(asked).toEqual(['A collector.lan']);
  });
});

describe('a connection that looks names up there', () => {
  const connectTo = async (
    host: string,
    records: Readonly<Record<string, readonly string[]>>,
    family = 0,
  ) => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { sources, asked } = fixture(records);
    const socket = new Socket();
    try {
      socket.connect({ host, port, family, lookup: lookupIn(sources) });
      await once(socket, 'connect');
      return asked;
    } finally {
      socket.destroy();
      server.close();
    }
  };

  it.each([0, 4])('reaches a name (family %d)', async (family) => {
    expect(await connectTo('collector', { 'A collector': ['127.0.0.1'] }, family)).toHaveLength(3);
  });

  it('reaches an address without looking it up', async () => {
    expect(await connectTo('127.0.0.1', {})).toEqual([]);
  });

  it.each([
    ['a name that nobody has', 'ENOTFOUND', 0],
    ['a name without an address of the family', 'ENOTFOUND', 6],
  ])('fails for %s', async (_, code, family) => {
    const records: Record<string, readonly string[]> = family === 6 ? { 'A collector': ['127.0.0.1'] } : {};
    await expect(connectTo('collector', records, family)).rejects.toMatchObject({ code });
  });
});
