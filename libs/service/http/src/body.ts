import { problem, ProblemError } from '@slipway/service-problem';
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
  let bytesInFlight = 0;

  const admit: RequestHandler = (req, res, next) => {
    let chunks = 0;
    let held = 0;
    const refuse = (...args: Parameters<typeof problem>) => {
      req.off('data', count);
      next(new ProblemError(problem(...args)));
    };
    const count = (chunk: Buffer) => {
      held += chunk.length;
      bytesInFlight += chunk.length;
      if (++chunks > MAX_CHUNKS)
        refuse('too-many-chunks', `A body may have ${MAX_CHUNKS} chunks: send larger ones`);
      else if (bytesInFlight > maxBytesInFlight)
        refuse('overloaded', 'Too many bytes under way', { retryAfterSeconds: 1 });
    };
    req.on('data', count);
    res.once('close', () => (bytesInFlight -= held));
    next();
  };
  return [checkMediaType, checkEncoding, admit, read];
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
