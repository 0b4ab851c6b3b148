import { connect, type Socket } from 'node:net';
import { AnswerReader, type Answer } from './answer-reader.ts';

/** Bytes of one connection, exactly as they are sent. */
export interface Wire {
  readonly bytes: string | Uint8Array | Iterable<string | Uint8Array>;
  /** Sent at once before the others. */
  readonly first?: string;
  /** Sends one byte at a time with this pause, as a slow client does. */
  readonly everyMillis?: number;
  /** Reads nothing for this time after sending, as a client that is stuck does. */
  readonly deafMillis?: number;
  /** Closes the sending side behind the bytes. */
  readonly half?: boolean;
  /** How long to read on after the last expected answer, to see whether the server closes. Default 0. */
  readonly lingerMillis?: number;
  /** Answers to wait for. Default 1. */
  readonly answers?: number;
  /** All answers must have come by then. Default 10 s. */
  readonly withinMillis?: number;
}

export interface Exchange {
  readonly answers: readonly Answer[];
  /** Whether the server closed the connection. */
  readonly closed: boolean;
}

/** Sends bytes over a connection of their own and reads what comes back; never rejects for what the server does. */
export async function exchange(url: string, wire: Wire): Promise<Exchange> {
  const { hostname, port } = new URL(url);
  const { answers = 1, withinMillis = 10_000, lingerMillis = 0 } = wire;
  const reader = new AnswerReader();
  const done = Promise.withResolvers<void>();
  let closed = false;
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const timers = [setTimeout(done.resolve, withinMillis)];
  const onClose = () => {
    closed = true;
    reader.end();
    done.resolve();
  };
  socket
    .on('error', () => undefined)
    .on('close', onClose)
    .on('end', onClose);
  socket.on('data', (chunk) => {
    reader.push(chunk);
    if (reader.answers.length < answers) return;
    if (lingerMillis === 0) done.resolve();
    else timers.push(setTimeout(done.resolve, lingerMillis));
  });
  if (wire.deafMillis !== undefined) {
    socket.pause();
    timers.push(setTimeout(() => socket.resume(), wire.deafMillis));
  }
  void send(socket, wire);
  await done.promise;
  timers.forEach(clearTimeout);
  socket.destroy();
  return { answers: reader.answers, closed };
}

async function send(socket: Socket, { bytes, first = '', everyMillis, half }: Wire): Promise<void> {
  if (first !== '') socket.write(first);
  if (everyMillis !== undefined) return drip(socket, Buffer.from(bytes as string), everyMillis);
  const chunks = typeof bytes === 'string' || bytes instanceof Uint8Array ? [bytes] : bytes;
  for (const chunk of chunks) {
    if (socket.destroyed) return;
    if (!socket.write(chunk)) await drained(socket);
  }
  if (half) socket.end();
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });

function drip(socket: Socket, bytes: Buffer, everyMillis: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at < bytes.length && !socket.destroyed) socket.write(bytes.subarray(at, ++at));
    else clearInterval(timer);
  }, everyMillis);
  socket.once('close', () => clearInterval(timer));
}
