import { problem, ProblemError, type Problem, type Result } from '@slipway/service-problem';
import type { Dispatcher } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface HttpCall {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * One exchange over HTTP. A failure before the first byte of the answer is `unavailable` and may be tried again, at once
 * unless it says after how long; later ones are `bad-upstream`; the end of `signal` gives its own reason.
 */
export async function exchange(dispatcher: Dispatcher, call: HttpCall): Promise<Result<HttpAnswer>> {
  let answered = false;
  try {
    const { statusCode, headers, body } = await dispatcher.request(call);
    answered = true;
    return { ok: true, value: { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) } };
  } catch (error) {
    return {
      ok: false,
      problem: call.signal.aborted ? reasonOf(call.signal) : transportProblem(error, answered),
    };
  }
}

export const reasonOf = ({ reason }: AbortSignal): Problem =>
  reason instanceof ProblemError ? reason.problem : problem('deadline-exceeded', 'The call was cancelled');

function transportProblem(error: unknown, answered: boolean): Problem {
  const { code } = error as { code?: string };
  if (answered) return problem('bad-upstream', `The answer broke off (${code ?? 'unknown'})`);
  const detail = `The service cannot be reached (${code ?? 'unknown'})`;
  // A second attempt at a host that does not even refuse would cost the same patience again.
  return problem('unavailable', detail, code === 'UND_ERR_CONNECT_TIMEOUT' ? { retryAfterSeconds: 1 } : {});
}
