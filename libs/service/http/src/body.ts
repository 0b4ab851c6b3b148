import { problem, ProblemError } from '@slipway/service-problem';
import type { RequestHandler } from 'express';
import type { Deadline } from './context.ts';
import { cutSoon } from './cut-soon.ts';
import { receiveBody } from './receive-body.ts';

export interface BodyLimits {
  /** Largest body, before and after decompression. */
  readonly maxBodyBytes: number;
  /** Most bytes of bodies held at once by the whole service. */
  readonly maxBytesInFlight: number;
}

/** A million one-byte chunks cost far more than a megabyte of memory. */
const MAX_CHUNKS = 65_536;

const JSON_TYPES = ['application/json', 'application/octet-stream'];

/** Reads a JSON body. Accepts no Content-Type as well: Triton's Python client sends none. */
export const readBody = (limits: BodyLimits): RequestHandler[] => [checkMediaType, ...readBytes(limits)];

/**
 * Reads a body of any type into `req.body` (a Buffer, decompressed from gzip or deflate), until the deadline of the
 * request where it has one. What counts as held is what it has become, not what was sent.
 */
export function readBytes({ maxBodyBytes, maxBytesInFlight }: BodyLimits): RequestHandler[] {
  const tooLarge = problem(
    'payload-too-large',
    `The body, also decompressed, must not be larger than ${maxBodyBytes} bytes`,
  );
  const tooMany = problem('too-many-chunks', `A body may have ${MAX_CHUNKS} chunks: send larger ones`);
  const overloaded = problem('overloaded', 'Too many bytes under way', { retryAfterSeconds: 1 });
  const left = problem('client-closed', 'The client left before the answer');
  let bytesInFlight = 0;

  const receive: RequestHandler = async (req, res, next) => {
    let chunks = 0;
    let sent = 0;
    let kept = 0;
    // The reader would first wait for what is announced.
    if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) throw new ProblemError(tooLarge);
    res.once('close', () => (bytesInFlight -= kept));
    const { signal } = (res.locals.deadline ?? {}) as Partial<Deadline>;
    // Who is late with its own body may well go on being late.
    res.once('finish', () => signal?.aborted && !req.complete && req.once('end', cutSoon(req.socket)));
    req.body = await receiveBody(req, {
      signal,
      onSent: (bytes) => {
        sent += bytes;
        if (sent > maxBodyBytes) return tooLarge;
        return ++chunks > MAX_CHUNKS ? tooMany : undefined;
      },
      onKept: (bytes) => {
        // What was held has been given back: nothing more may be counted.
        if (res.closed) return left;
        kept += bytes;
        bytesInFlight += bytes;
        if (kept > maxBodyBytes) return tooLarge;
        return bytesInFlight > maxBytesInFlight ? overloaded : undefined;
      },
    });
    next();
  };
  return [checkEncoding, receive];
}

const checkMediaType: RequestHandler = (req, _res, next) => {
  const header = req.headers['content-type'];
  if (header === undefined) return next();
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((item) => item.trim()).find((item) => item.startsWith('charset='));
  if (!JSON_TYPES.includes(type.trim()))
    return next(
      new ProblemError(
        problem('unsupported-media-type', 'Send JSON, with curl: -H "Content-Type: application/json"'),
      ),
    );
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))
    return next(new ProblemError(problem('unsupported-media-type', 'The only charset is utf-8')));
  next();
};

const checkEncoding: RequestHandler = (req, _res, next) =>
  /^(identity|gzip|deflate)$/i.test(req.headers['content-encoding'] ?? 'identity')
    ? next()
    : next(new ProblemError(problem('unsupported-encoding', 'Content-Encoding may be gzip or deflate')));
