export type Fetch = typeof globalThis.fetch;

export type JsonFailure = 'unreachable' | 'timeout' | 'too-large' | 'not-json';

export type JsonAnswer =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly reason: JsonFailure };

export interface JsonLimits {
  /** For the whole exchange, the body and the one retry included. */
  readonly timeoutMillis: number;
  readonly maxBytes: number;
}

/**
 * Gets a JSON document from an issuer, bounded in time and size.
 *
 * Redirects are refused: the configured address is the one that is trusted, not one that it names. A connection that
 * broke is tried once more, because a kept-alive socket is dead after its peer restarted.
 */
export async function fetchJson(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  limits: JsonLimits,
): Promise<JsonAnswer> {
  const signal = AbortSignal.timeout(limits.timeoutMillis);
  const attempt = async () => {
    const response = await fetch(url, { ...init, redirect: 'error', signal });
    return { status: response.status, bytes: await readUpTo(response, limits.maxBytes) };
  };
  try {
    const { status, bytes } = await attempt().catch((error: unknown) => {
      if (signal.aborted || !isBrokenConnection(error)) throw error;
      return attempt();
    });
    if (bytes === undefined) return { ok: false, reason: 'too-large' };
    return { ok: true, status, body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    if (signal.aborted) return { ok: false, reason: 'timeout' };
    return { ok: false, reason: isParseError(error) ? 'not-json' : 'unreachable' };
  }
}

async function readUpTo(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isBrokenConnection(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return cause?.code === 'ECONNRESET' || cause?.code === 'EPIPE' || cause?.code === 'UND_ERR_SOCKET';
}

/** By name, not by class: an error may come from another realm. A decoder throws a TypeError with a code. */
function isParseError(error: unknown): boolean {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === 'SyntaxError' || code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}
