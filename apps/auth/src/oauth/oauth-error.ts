import type { ErrorRequestHandler } from 'express';
import { StoreUnavailableError } from '../store/store-unavailable-error.ts';
import { TEMPORARILY_UNAVAILABLE } from './store-outage.ts';

type OAuthErrorCode =
  'invalid_request' | 'invalid_client' | 'unauthorized_client' | 'slow_down' | typeof TEMPORARILY_UNAVAILABLE;

/** An error of an OAuth endpoint of ours, in the form of RFC 6749 section 5.2. */
export class OAuthError extends Error {
  readonly status: number;
  readonly code: OAuthErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: OAuthErrorCode,
    options: { detail: string; headers?: Record<string, string> },
  ) {
    super(options.detail);
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
  }
}

/** Writes what OAuth clients understand; any other error goes on to the writer of problems. */
export const writeOAuthErrors: ErrorRequestHandler = (cause: unknown, _req, res, next) => {
  const error = cause instanceof StoreUnavailableError ? outage(cause) : cause;
  if (!(error instanceof OAuthError)) return next(error);
  res.set({ 'cache-control': 'no-store', ...error.headers });
  res.status(error.status).json({ error: error.code, error_description: error.message });
};

const outage = ({ problem: { detail, retryAfterSeconds } }: StoreUnavailableError) =>
  new OAuthError(503, TEMPORARILY_UNAVAILABLE, {
    detail,
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
