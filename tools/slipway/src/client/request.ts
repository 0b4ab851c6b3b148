import { CommandError, type ExitReason } from '../exit.ts';

export interface RequestOptions {
  /** Who is asked, for the reader of an error. */
  readonly service: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMillis?: number;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body, or its text where it is not JSON. */
  readonly body: unknown;
}

const DEFAULT_TIMEOUT_MILLIS = 10_000;

/** One HTTP exchange with a service of the stack; no answer ends the command with the fix. */
export async function request(url: string, options: RequestOptions): Promise<Reply> {
  const { service, method, headers, body, timeoutMillis = DEFAULT_TIMEOUT_MILLIS } = options;
  try {
    const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMillis) });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: parse(await response.text()),
    };
  } catch (error) {
    const cause = causeOf(error);
    const why = cause === 'TimeoutError' ? `no answer within ${timeoutMillis} ms` : cause;
    throw new CommandError(
      'unavailable',
      `${service} does not answer at ${new URL(url).origin} (${why}): is it running? ./slipway status tells, with the same options`,
    );
  }
}

/** As `request`, for an answer that must be a success; a refusal ends the command with what the service said. */
export const requestOk = async (url: string, options: RequestOptions): Promise<Reply> =>
  requireOk(await request(url, options), options.service);

/** The reply itself where it is a success; a refusal ends the command with what the service said. */
export function requireOk(reply: Reply, service: string): Reply {
  if (reply.status >= 200 && reply.status < 300) return reply;
  const line = `${service} answered ${reply.status}: ${explain(reply.body)}`;
  throw new CommandError(reasons[reply.status] ?? 'failed', line);
}

/** A name or value that the service does not know was given on the command line. */
const reasons: Readonly<Record<number, ExitReason>> = { 400: 'usage', 404: 'usage', 503: 'unavailable' };

/** The reason in the body of a refusal: of OAuth (RFC 6749), RFC 9457 or the Open Inference Protocol. */
export function explain(body: unknown): string {
  if (typeof body !== 'object' || body === null) return String(body).slice(0, 200) || 'no reason given';
  const { error, error_description: description, detail, title } = body as Record<string, unknown>;
  return [error, description ?? detail ?? (error === undefined ? title : undefined)]
    .filter(Boolean)
    .join(': ');
}

export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function causeOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return name === 'TimeoutError' ? name : (cause?.code ?? cause?.message ?? message);
}
