import { fail, ok, problem, ProblemError, type Result } from '@slipway/service-problem';
import type { RequestHandler } from 'express';
import type { Deadline } from './context.ts';
import type { DeadlineConfig } from './settings.ts';

export const DEADLINE_HEADER = 'x-request-timeout-ms';

/** One deadline for the whole request, as a signal that every branch of its work is given. */
export function limitDuration({ defaultDeadlineMillis, maxDeadlineMillis }: DeadlineConfig): RequestHandler {
  return (req, res, next) => {
    const asked = parseDeadline(req.get(DEADLINE_HEADER));
    if (!asked.ok) return next(new ProblemError(asked.problem));
    const millis = Math.min(asked.value ?? defaultDeadlineMillis, maxDeadlineMillis);

    const controller = new AbortController();
    let expiresAt = Infinity;
    let timer: NodeJS.Timeout | undefined;
    const shorten = (within: number) => {
      if (performance.now() + within >= expiresAt) return;
      expiresAt = performance.now() + within;
      clearTimeout(timer);
      timer = setTimeout(() => {
        controller.abort(new ProblemError(problem('deadline-exceeded', `No answer within ${within} ms`)));
      }, within);
    };
    shorten(millis);
    res.once('close', () => {
      clearTimeout(timer);
      if (!res.writableFinished)
        controller.abort(new ProblemError(problem('client-closed', 'The client left before the answer')));
    });
    res.locals.deadline = {
      signal: controller.signal,
      remainingMillis: () => Math.max(0, expiresAt - performance.now()),
      shorten,
    } satisfies Deadline;
    next();
  };
}

/** Milliseconds of the header, which must be a positive number. */
export function parseDeadline(header: string | undefined): Result<number | undefined> {
  if (header === undefined) return ok(undefined);
  const millis = /^\d{1,15}(\.\d{1,6})?$/.test(header.trim()) ? Number(header) : Number.NaN;
  return millis > 0
    ? ok(millis)
    : fail('invalid-header', `${DEADLINE_HEADER} must be a positive number of milliseconds`);
}
