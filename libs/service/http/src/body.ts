import { problem, ProblemError, type Problem } from '@slipway/service-problem';
import express, { type RequestHandler } from 'express';

export interface BodyLimits {
  /** Largest body, before and after decompression. */
  readonly maxBodyBytes: number;
  /** Most bytes of bodies held at once by the whole service. */
  readonly maxBytesInFlight: number;
}

/** A million one-byte chunks cost far more than a megabyte of memory. */
const MAX_CHUNKS = 65_536;

const JSON_TYPES = ['application/json', 'application/octet-stream'];

/**
 * Reads the body into `req.body` (a Buffer, decompressed from gzip or deflate). Accepts no Content-Type as well:
 * Triton's Python client sends none.
 */
export function readBody({ maxBodyBytes, maxBytesInFlight }: BodyLimits): RequestHandler[] {
  const read = express.raw({ type: () => true, limit: maxBodyBytes });
  const tooLarge = problem('payload-too-large', `The body is larger than ${maxBodyBytes} bytes`);
  let bytesInFlight = 0;

  const receive: RequestHandler = (req, res, next) => {
    let chunks = 0;
    let held = 0;
    let settled = false;
    const settle = (error?: unknown) => {
      if (settled) return;
      settled = true;
      next(error);
    };
    const refuse = (reason: Problem) => {
      // The reader would keep what still comes; thrown away, it costs nothing until the request times out.
      req.unpipe();
      req.removeAllListeners('data');
      req.resume();
      settle(new ProblemError(reason));
    };
    const count = (chunk: Buffer) => {
      held += chunk.length;
      bytesInFlight += chunk.length;
      if (held > maxBodyBytes) refuse(tooLarge);
      else if (++chunks > MAX_CHUNKS)
        refuse(problem('too-many-chunks', `A body may have ${MAX_CHUNKS} chunks: send larger ones`));
      else if (bytesInFlight > maxBytesInFlight)
        refuse(problem('overloaded', 'Too many bytes under way', { retryAfterSeconds: 1 }));
    };
    // Express's reader waits for the whole body before it refuses one that is announced too long.
    if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) return settle(new ProblemError(tooLarge));
    req.on('data', count);
    res.once('close', () => (bytesInFlight -= held));
    read(req, res, settle);
  };
  return [checkMediaType, checkEncoding, receive];
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
