import { fail } from '@slipway/service-problem';

/** RFC 6750: what a refused caller is told, in the header that OAuth clients read. */
const bearer = (attributes: Readonly<Record<string, string>> = {}) => ({
  'WWW-Authenticate': [
    'Bearer realm="slipway"',
    ...Object.entries(attributes).map(([k, v]) => `${k}="${v}"`),
  ].join(', '),
});

/** No token was sent: no error attribute, as RFC 6750 section 3.1 asks. */
export const missingToken = () =>
  fail('unauthenticated', 'No access token: send "Authorization: Bearer <token>".', { headers: bearer() });

/** The reason is a constant of ours, never a part of the token. */
export const invalidToken = (reason: string) =>
  fail('unauthenticated', `${reason}.`, {
    headers: bearer({ error: 'invalid_token', error_description: reason }),
  });

export const twoMethods = () =>
  fail('invalid-request', 'The access token was sent in two ways: use the Authorization header alone.', {
    headers: bearer({ error: 'invalid_request', error_description: 'More than one method' }),
  });

export function insufficientScope(anyOf: readonly string[]) {
  // A scope may hold a model's name as the caller wrote it in the path: only RFC 6749 scope characters go out.
  const scope = anyOf.filter((name) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(name)).join(' ');
  return fail('insufficient-scope', `This call needs one of these scopes: ${scope}.`, {
    headers: bearer({ error: 'insufficient_scope', scope }),
  });
}

export const keysUnavailable = (retryAfterSeconds: number) =>
  fail('keys-unavailable', 'The keys that verify access tokens cannot be had at the moment.', {
    retryAfterSeconds,
  });
