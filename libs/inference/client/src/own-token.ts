import type { Result } from '@slipway/service-problem';
import type { Dispatcher } from 'undici';
import { exchange, type HttpAnswer, type HttpCall } from './transport.ts';

/** The caller's own token for one service. */
export interface OwnToken {
  /** Undefined where the service asks for none. */
  token(signal: AbortSignal): Promise<Result<string | undefined>>;
  /** Drops the token that the service has refused: its key may have been withdrawn before its time. */
  forget(refused: string): void;
}

/** One exchange in the caller's own name; a refused token is replaced once. */
export async function exchangeAs(
  own: OwnToken,
  dispatcher: Dispatcher,
  call: HttpCall,
): Promise<Result<HttpAnswer>> {
  const first = await own.token(call.signal);
  if (!first.ok) return first;
  const answer = await exchange(dispatcher, bearing(call, first.value));
  if (!answer.ok || answer.value.status !== 401 || first.value === undefined) return answer;
  own.forget(first.value);
  const second = await own.token(call.signal);
  return second.ok ? exchange(dispatcher, bearing(call, second.value)) : second;
}

const bearing = (call: HttpCall, token: string | undefined): HttpCall =>
  token === undefined ? call : { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } };
