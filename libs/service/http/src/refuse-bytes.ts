import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problem, statusOf, toOipBody, type Problem } from '@slipway/service-problem';
import type { Response } from 'express';
import type { RequestContext } from './context.ts';
import { cutSoon } from './cut-soon.ts';
import type { ObserveRefusal } from './observe-refusals.ts';

/** Answers what Node's parser refuses, and clients that are too slow for it, and closes their connections. */
export function refuseBytes(server: Server, observeRefusal: ObserveRefusal): void {
  const latest = new WeakMap<Socket, ServerResponse>();
  for (const event of ['request', 'checkExpectation'] as const)
    server.on(event, (req, res) => void latest.set(req.socket, res));

  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Answered already: the parser complains about every further byte.
    if (socket.writableEnded) return;
    const res = latest.get(socket);
    const isHalfAnswered = res?.headersSent && !res.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || isHalfAnswered) return void socket.destroy();
    socket.end(answerTo(parserProblem(error.code), res, observeRefusal));
    cutSoon(socket);
  });
}

/** The bytes of the answer; none where the app has answered a request before its body came to an end. */
function answerTo(
  refused: Problem,
  latest: ServerResponse | undefined,
  observeRefusal: ObserveRefusal,
): string {
  // A complaint is about the request whose body is still to come, or else about bytes that are no request yet.
  const unread = latest?.req.complete === false ? latest : undefined;
  if (unread?.writableFinished) return '';
  const context = (unread as Response | undefined)?.locals?.request as RequestContext | undefined;
  if (context) context.refused = refused;
  const traceId = context?.traceId ?? observeRefusal(refused);
  const status = statusOf(refused);
  const body = JSON.stringify(toOipBody(refused));
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nX-Trace-Id: ${traceId}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

function parserProblem(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return problem('headers-too-large', 'Request line and headers together may have 16 KiB');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problem('request-timeout', 'The request did not arrive in time');
  return problem('malformed-http', 'This is not a valid HTTP/1.1 request');
}
