import type { Socket } from 'node:net';

/** How long a client that has its answer may go on sending. */
const LINGER_MILLIS = 1_000;

/**
 * Cuts a connection in a moment, unless what is returned is called before. Closing at once, with bytes unread, would
 * reset the connection and take the answer back from the client.
 */
export function cutSoon(socket: Socket): () => void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MILLIS).unref();
  const spare = () => clearTimeout(timer);
  socket.once('close', spare);
  return spare;
}
