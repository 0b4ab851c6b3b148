import { formatLock, mergeLocks, parseLock } from './index.ts';
import { externalEntry, localEntry, lockOf, signedEntry, taggedEntry } from './testing/fixture-lock.ts';

describe('the text of a lock', () => {
  it('is the same whatever order its images and their fields came in', () => {
    const { models, ...rest } = signedEntry;
    const shuffled = Object.fromEntries(Object.entries(rest).reverse());
    expect(formatLock(lockOf(taggedEntry, { models, ...(shuffled as typeof rest) }))).toBe(
      formatLock(lockOf(signedEntry, taggedEntry)),
    );
  });

  it('is read back as it was written', () => {
    const lock = lockOf(taggedEntry, localEntry, signedEntry, externalEntry);
    expect(parseLock(formatLock(lock), 'images.lock.json')).toEqual({ ok: true, value: lock });
  });

  it.each([
    ['no JSON', '{', 'expected JSON'],
    ['a field of its own', formatLock(lockOf(taggedEntry)).replace('"tag"', '"tog"'), 'images.0.tag'],
    [
      'a kind that nobody knows',
      formatLock(lockOf(externalEntry)).replace('"external"', '"trusted"'),
      'images.0.kind',
    ],
    ['a short digest', formatLock(lockOf(signedEntry)).replaceAll('a'.repeat(64), 'aa'), 'images.0.digest'],
    [
      'a tag that a tool takes for an option',
      formatLock(lockOf({ ...taggedEntry, tag: '-x' })),
      'images.0.tag',
    ],
    ['an image twice', formatLock(lockOf(taggedEntry, taggedEntry)), 'two images have the same name'],
  ])('is refused for %s', (_, text, expected) => {
    const parsed = parseLock(text, 'images.lock.json');
    expect(parsed.ok ? 'accepted' : parsed.errors.join('\n')).toContain(expected);
  });
});

describe('a local lock over the committed one', () => {
  it('replaces what it holds and leaves the rest', () => {
    const own = { ...signedEntry, tag: 'mine' };
    const merged = mergeLocks(lockOf(taggedEntry, signedEntry), lockOf(own, localEntry));
    expect(merged?.images).toEqual([taggedEntry, own, localEntry]);
  });

  it('may be absent, and so may the committed one', () => {
    expect(mergeLocks(lockOf(taggedEntry), undefined)).toEqual(lockOf(taggedEntry));
    expect(mergeLocks(undefined, lockOf(taggedEntry))).toEqual(lockOf(taggedEntry));
    expect(mergeLocks(undefined, undefined)).toBeUndefined();
  });
});
