import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

const LEAST_AGE_MILLIS = 24_000;
/** Connections that began together do not end together. */
const SPREAD_MILLIS = 12_000;

export interface RenewOptions {
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/**
 * A listener whose clients connect anew every half a minute: the answer to the first request after that ends the
 * connection. Where connections are shared out, not requests, a new replica gets its part of the load only so.
 */
export function renewConnections(
  listener: RequestListener,
  { now = () => performance.now(), random = Math.random }: RenewOptions = {},
): RequestListener {
  const ends = new WeakMap<Socket, number>();
  return (req, res) => {
    const end = ends.get(req.socket) ?? now() + LEAST_AGE_MILLIS + SPREAD_MILLIS * random();
    ends.set(req.socket, end);
    if (now() >= end) res.setHeader('connection', 'close');
    listener(req, res);
  };
}
