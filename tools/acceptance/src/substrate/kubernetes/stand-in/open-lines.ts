import { connect, type Socket } from 'node:net';
import { join } from './relay.ts';

/** So many callers may come at the same moment. */
const LINES = 16;

export interface OpenLines {
  /** Port of 127.0.0.1 that leads to the relay's lines. */
  readonly relayPort: number;
  /** Who answers the callers. */
  readonly url: string;
}

/** Keeps connections to a relay open, each of which becomes one to `url` when a caller is on it. */
export function openLines({ relayPort, url }: OpenLines): { readonly close: () => void } {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let isOpen = true;
  const track = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => undefined).once('close', () => open.delete(socket));
  };
  const openLine = () => {
    const line = track(connect({ host: '127.0.0.1', port: relayPort, noDelay: true }));
    let isTaken = false;
    line.once('close', () => void (!isTaken && isOpen && setTimeout(openLine, 200).unref()));
    line.once('readable', () => {
      // A line that ends is readable, too.
      if (line.readableLength === 0) return;
      isTaken = true;
      if (isOpen) openLine();
      join(track(connect({ host: hostname, port: Number(port), noDelay: true })), line);
    });
  };
  for (let index = 0; index < LINES; index++) openLine();
  return {
    close: () => {
      isOpen = false;
      for (const socket of open) socket.destroy();
    },
  };
}
