import { createTokenCache, type CachedToken } from './token-cache.ts';

const entry = (tokenId: string) => ({ principal: { tokenId } }) as CachedToken;

describe('the token cache', () => {
  it('drops the least recently used token when it is full', () => {
    const cache = createTokenCache(2);
    cache.put('a', entry('1'));
    cache.put('b', entry('2'));
    cache.get('a');
    cache.put('c', entry('3'));
    expect([cache.get('a')?.principal.tokenId, cache.get('b'), cache.size]).toEqual(['1', undefined, 2]);
  });

  it('forgets a token by its jti', () => {
    const cache = createTokenCache(2);
    cache.put('a', entry('1'));
    cache.forget('1');
    expect(cache.get('a')).toBeUndefined();
  });
});
