import type { Stack } from '../stack/stack.ts';
import { fetchToken, type TokenWish } from './fetch-token.ts';

/** A token for a call to the stack; undefined where it was started without a token service (SLIPWAY_AUTH=off). */
export const authorize = async (stack: Stack, wish: TokenWish): Promise<string | undefined> =>
  stack.services.some(({ kind }) => kind === 'auth') ? fetchToken(stack, wish) : undefined;
