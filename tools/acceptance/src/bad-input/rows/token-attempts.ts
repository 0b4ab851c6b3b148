import type { TokenWish } from '../../credentials/credentials.ts';
import { request, type Headers } from '../request.ts';
import type { Attempt, Target } from '../row.ts';

/** A valid infer request with this Authorization. */
export const authorized = (
  target: Target,
  authorization: string | readonly string[] | undefined,
  more: Headers = {},
) => request(target, { headers: { Authorization: authorization, ...more } });

/** One attempt a token. */
export const tokens = (target: Target, variants: Readonly<Record<string, string>>): Attempt[] =>
  Object.entries(variants).map(([what, token]) => ({ what, bytes: authorized(target, `Bearer ${token}`) }));

/** Tokens that are right but for what each wish changes. */
export const wishes = (target: Target, variants: Readonly<Record<string, TokenWish>>): Attempt[] =>
  tokens(
    target,
    Object.fromEntries(Object.entries(variants).map(([what, wish]) => [what, target.token(wish)])),
  );

/** Tokens whose header is changed. */
export const headers = (
  target: Target,
  variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
) =>
  wishes(
    target,
    Object.fromEntries(Object.entries(variants).map(([what, changed]) => [what, { header: changed }])),
  );
