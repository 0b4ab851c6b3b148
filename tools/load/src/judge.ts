import { catalogue } from '@slipway/service-problem';
import type { Reply } from './answer.ts';

/** What an answer to a good request is worth. */
export type Verdict =
  | {
      readonly kind: 'ok';
      readonly partial: boolean;
      /** Of the model, where the answer names it. */
      readonly version?: string;
      readonly outputs: string;
    }
  /** An error that the catalogue promises to be worth another try, in the form that it promises. */
  | { readonly kind: 'documented'; readonly status: number }
  | { readonly kind: 'undocumented'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

const RETRYABLE = new Set<number>(
  Object.values(catalogue)
    .filter(({ retryable }) => retryable)
    .map(({ status }) => status),
);

/** Statuses that say when to come back. */
const WITH_RETRY_AFTER = [429, 503];

/** Judges the answer to the request with this id, which was valid and had a valid token. */
export function judge(id: string, reply: Reply): Verdict {
  if (reply.kind === 'none') return { kind: 'lost', why: reply.reason };
  const { status, headers } = reply;
  const body = parse(reply.body);
  if (status === 200) return judgeSuccess(id, body);
  const undocumented = (why: string): Verdict => ({ kind: 'undocumented', why: `${status}: ${why}` });
  if (!RETRYABLE.has(status)) return undocumented('no answer to a good request');
  if (typeof body?.error !== 'string') return undocumented('the body is not {"error": …}');
  if (WITH_RETRY_AFTER.includes(status) && !/^\d+$/.test(String(headers['retry-after'])))
    return undocumented('no Retry-After');
  return { kind: 'documented', status };
}

function judgeSuccess(id: string, body: Record<string, unknown> | undefined): Verdict {
  if (body === undefined) return { kind: 'undocumented', why: '200: the body is no JSON object' };
  if (body.id !== id) return { kind: 'undocumented', why: '200: the answer to another request' };
  const { partial } = (body.parameters ?? {}) as { partial?: unknown };
  return {
    kind: 'ok',
    partial: partial === true,
    ...(typeof body.model_version === 'string' && { version: body.model_version }),
    outputs: JSON.stringify(body.outputs),
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
