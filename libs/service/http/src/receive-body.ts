import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { problem, ProblemError, type Problem } from '@slipway/service-problem';

export interface Reception {
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
  /** Judges each piece as it was sent: a problem ends the reading. */
  readonly onSent: (bytes: number) => Problem | undefined;
  /** Judges each piece as it is kept, decoded: a problem ends the reading. */
  readonly onKept: (bytes: number) => Problem | undefined;
}

/**
 * Reads a body to its end, decoded from gzip or deflate. Rejects with a `ProblemError`, or with the reason of the
 * signal; what the client sends after that is thrown away, since nothing of it may be kept and nothing waits for it.
 */
export function receiveBody(req: IncomingMessage, { signal, onSent, onKept }: Reception): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  const decoder = decoderOf(req);
  const body = decoder ? req.pipe(decoder) : req;
  const kept: Buffer[] = [];

  const end = (settle: () => void) => {
    req.off('data', sent).off('close', left);
    body.off('data', keep).off('end', ended);
    signal?.removeEventListener('abort', aborted);
    if (decoder) req.unpipe(decoder);
    decoder?.destroy();
    settle();
    req.resume();
  };
  const refuse = (reason: Problem) => end(() => reject(new ProblemError(reason)));
  const judge = (found: Problem | undefined) => found && refuse(found);
  const sent = (chunk: Buffer) => judge(onSent(chunk.length));
  const keep = (chunk: Buffer) => {
    kept.push(chunk);
    judge(onKept(chunk.length));
  };
  const ended = () => end(() => resolve(Buffer.concat(kept)));
  const aborted = () => end(() => reject(signal?.reason as Error));
  // Also after the last byte, which a decoder may still be at work on.
  const left = () => req.complete || refuse(problem('client-closed', 'The client left before the answer'));

  req.on('data', sent).on('close', left);
  body.on('data', keep).on('end', ended);
  // Stays: a decoder that is cut off may complain.
  decoder?.on('error', () =>
    refuse(problem('corrupt-encoding', 'The body is not what its Content-Encoding says')),
  );
  signal?.addEventListener('abort', aborted);
  return promise;
}

function decoderOf({ headers }: IncomingMessage): Transform | undefined {
  const coding = headers['content-encoding']?.toLowerCase();
  if (coding === 'gzip') return createGunzip();
  return coding === 'deflate' ? createInflate() : undefined;
}
