import type { Context, Span } from '@opentelemetry/api';
import type { Problem } from '@slipway/service-problem';
import type { Response } from 'express';

/** What is known about the request under way. Set by `observeRequests`, read by everything after it. */
export interface RequestContext {
  readonly requestId: string;
  readonly traceId: string;
  readonly span: Span;
  /** Parent of further spans and of outgoing requests. */
  readonly trace: Context;
  /** Extra fields of the access line, in ECS names; never a token or a tensor. */
  readonly logFields: Record<string, string | number | boolean>;
  /** Set by the listener where it has answered in place of the app: the body broke the framing, or came too slowly. */
  refused?: Problem;
}

/** How long the request may still take. Set by `limitDuration`. */
export interface Deadline {
  /** Aborted when the time is over or the client has left; its reason is a `ProblemError`. */
  readonly signal: AbortSignal;
  readonly remainingMillis: () => number;
  /** Moves the end forward; a later end than the present one changes nothing. */
  readonly shorten: (millis: number) => void;
}

export const requestContext = (res: Response): RequestContext => res.locals.request as RequestContext;
export const deadline = (res: Response): Deadline => res.locals.deadline as Deadline;
