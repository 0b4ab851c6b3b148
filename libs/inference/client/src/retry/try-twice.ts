import { problem, ProblemError, type ProblemCode, type Result } from '@slipway/service-problem';
import type { RetryBudget } from './retry-budget.ts';

/** How long an attempt may be silent: longer than a healthy service takes, and far shorter than a usual deadline. */
const SILENCE_MILLIS = 1_000;

export interface Attempt {
  /** Over a new connection: others may lead to a replica that is gone, as the first attempt did. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

export interface TryTwiceOptions {
  /** Ends both attempts. */
  readonly signal: AbortSignal;
  readonly budget: RetryBudget;
  readonly silenceMillis?: number;
}

/**
 * Tries once more what failed before the first byte of an answer, or has been silent for long: of a host that is gone
 * nobody says so. Only for work that may be done twice. What names a time to wait is not tried at once.
 */
export async function tryTwice<T>(
  attempt: (how: Attempt) => Promise<Result<T>>,
  { signal, budget, silenceMillis = SILENCE_MILLIS }: TryTwiceOptions,
): Promise<Result<T>> {
  const over = new AbortController();
  const follow = () => over.abort(signal.reason);
  if (signal.aborted) follow();
  signal.addEventListener('abort', follow, { once: true });
  const begin = (fresh: boolean) => attempt({ fresh, signal: over.signal });
  try {
    const first = begin(false);
    const early = await within(first, silenceMillis);
    if (early !== undefined && !isRepeatable(early)) return early;
    if (signal.aborted || !budget.take()) return await first;
    return await (early === undefined ? firstAnswer(first, begin(true)) : begin(true));
  } finally {
    signal.removeEventListener('abort', follow);
    // Of two attempts the one that nobody waits for any more.
    over.abort(OVER);
  }
}

const OVER = new ProblemError(problem('client-closed', 'Another attempt was answered'));

const isRepeatable = (result: Result<unknown>): boolean =>
  !result.ok && result.problem.code === 'unavailable' && result.problem.retryAfterSeconds === undefined;

/** Of the connection, not of the service: the other attempt may still be answered. */
const BROKEN: ReadonlySet<ProblemCode> = new Set(['unavailable', 'bad-upstream']);

async function firstAnswer<T>(first: Promise<Result<T>>, second: Promise<Result<T>>): Promise<Result<T>> {
  for (const unheard of [first, second]) unheard.catch(() => undefined);
  const earlier = await Promise.race([first, second]);
  if (earlier.ok || !BROKEN.has(earlier.problem.code)) return earlier;
  const both = await Promise.all([first, second]);
  return both.find(({ ok }) => ok) ?? both[1];
}

/** Undefined where it takes longer. */
async function within<T>(result: Promise<T>, millis: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), millis);
  try {
    return await Promise.race([result, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
