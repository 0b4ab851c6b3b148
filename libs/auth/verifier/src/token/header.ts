import { ok, type Result } from '@slipway/service-problem';
import { decodeProtectedHeader } from 'jose';
import { invalidToken } from '../challenge.ts';
import { isSafeKid } from '../keys/key-set.ts';

/** Headers that would let a token choose its own key, or change what is signed (RFC 8725 sections 2 and 3). */
const REFUSED = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'];

/** Checks what a token says about itself before any key is looked for, and gives its key id. */
export function readKid(token: string): Result<string> {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return invalidToken('The token is malformed');
  }
  if (header.alg !== 'ES256') return invalidToken('The token is not signed with ES256');
  if (!isAccessTokenType(header.typ)) return invalidToken('This is not an access token (typ at+jwt)');
  if (REFUSED.some((name) => Object.hasOwn(header, name)))
    return invalidToken('The token has a header that is not allowed');
  return isSafeKid(header.kid) ? ok(header.kid) : invalidToken('The token names no key');
}

const isAccessTokenType = (typ: unknown) =>
  typeof typ === 'string' && ['at+jwt', 'application/at+jwt'].includes(typ.toLowerCase());
