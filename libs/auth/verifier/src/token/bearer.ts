import { ok, type Result } from '@slipway/service-problem';
import { invalidToken, missingToken } from '../challenge.ts';

/** Far above any token of ours; Node's header limit of 16 KiB stands before it. */
const MAX_LENGTH = 8192;

/** The compact JWS of exactly one `Authorization: Bearer` header. */
export function readBearer(headers: string | readonly string[] | undefined): Result<string> {
  const values = typeof headers === 'string' ? [headers] : (headers ?? []);
  const [value] = values;
  if (value === undefined) return missingToken();
  if (values.length > 1) return invalidToken('More than one Authorization header');
  const match = /^bearer +(\S+) *$/i.exec(value);
  if (!match?.[1]) return /^bearer\b/i.test(value) ? invalidToken('The token is malformed') : missingToken();
  return isCompactJws(match[1]) ? ok(match[1]) : invalidToken('The token is malformed');
}

function isCompactJws(token: string): boolean {
  if (token.length > MAX_LENGTH) return false;
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => part !== '' && isCanonicalBase64Url(part));
}

/** Decoders ignore stray final bits; with them one token would have several spellings. */
const isCanonicalBase64Url = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;
