import { catalogue, type ProblemCode } from './catalogue.ts';

/** An expected failure, as a value. */
export interface Problem {
  readonly code: ProblemCode;
  /** One sentence for the caller: what was wrong and how to mend it. Never a secret, a token or a stack. */
  readonly detail: string;
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Further response headers, for example `WWW-Authenticate` or `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Either a value or the reason why there is none. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Longest detail that is sent, in characters: an error body stays below 1 KB. */
const MAX_DETAIL = 400;

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export function problem(
  code: ProblemCode,
  detail: string,
  extras: Omit<Problem, 'code' | 'detail'> = {},
): Problem {
  const short = detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail;
  return { code, detail: short, ...extras };
}

export const fail = (code: ProblemCode, detail: string, extras?: Omit<Problem, 'code' | 'detail'>) =>
  ({ ok: false, problem: problem(code, detail, extras) }) as const;

/** Carries a problem through Express to the one error writer, or out of a deep parser to its edge. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(value: Problem) {
    super(value.detail);
    this.name = 'ProblemError';
    this.problem = value;
  }
}

export const statusOf = (value: Problem): number => catalogue[value.code].status;

/** The body of the Open Inference Protocol's errors. */
export const toOipBody = (value: Problem) => ({ error: value.detail });

/** The body of every other API of ours (RFC 9457, `application/problem+json`). */
export const toProblemDetails = (value: Problem, traceId?: string) => ({
  type: `urn:slipway:problem:${value.code}`,
  title: catalogue[value.code].title,
  status: statusOf(value),
  detail: value.detail,
  traceId,
});
