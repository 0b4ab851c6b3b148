/** Prints for each host and port whether it takes a connection within five seconds; an unknown name is no closed one. */
export const lookAt = (addresses: readonly string[]): string => `
import { connect } from 'node:net';
const CLOSED = ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM'];
const look = (address) => new Promise((resolve) => {
  const [host, port] = address.split(':');
  const socket = connect({ host, port: Number(port), timeout: 5_000 });
  const end = (outcome) => { socket.destroy(); resolve([address, outcome]); };
  socket.once('connect', () => end('open')).once('timeout', () => end('closed'));
  socket.once('error', ({ code }) => end(CLOSED.includes(code) ? 'closed' : code));
});
console.log(JSON.stringify(Object.fromEntries(await Promise.all(${JSON.stringify(addresses)}.map(look)))));`;

/** What {@link lookAt} prints where every address is closed. */
export const closed = (addresses: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(addresses.map((address) => [address, 'closed']));

/** Prints the addresses of the container that it runs in. */
export const LIST_ADDRESSES = `
import { networkInterfaces } from 'node:os';
const addresses = Object.values(networkInterfaces()).flat().filter(({ family, internal }) => family === 'IPv4' && !internal);
console.log(JSON.stringify(addresses.map(({ address }) => address)));`;
