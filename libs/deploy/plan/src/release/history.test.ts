import { deployment, DIGEST } from '../testing/fixtures.ts';
import { chooseRollback, nextNumber, releasesToForget } from './history.ts';
import { lockedReferences } from './locked-references.ts';
import { manifestsDigest } from './manifests-digest.ts';
import {
  decodeRelease,
  encodeRelease,
  summaryOf,
  type ReleaseRecord,
  type ReleaseStatus,
} from './release-record.ts';

const release = (number: number, status: ReleaseStatus, digest = `d${number}`) => ({
  number,
  status,
  digest,
});

describe('the history', () => {
  it('keeps the last ten, and the last verified one however old it is', () => {
    const releases = Array.from({ length: 14 }, (_, index) =>
      release(index + 1, index < 3 ? 'verified' : 'applied'),
    );
    expect(releasesToForget(releases).map(({ number }) => number)).toEqual([4, 2, 1]);
    expect(releasesToForget(releases.slice(0, 10))).toEqual([]);
  });

  it('numbers on, also where old ones are gone', () => {
    expect([nextNumber([]), nextNumber([release(7, 'failed'), release(3, 'applied')])]).toEqual([1, 8]);
  });
});

describe('a rollback goes to', () => {
  const to = (releases: readonly ReturnType<typeof release>[], number?: number) => {
    const choice = chooseRollback(releases, number);
    return choice.ok ? choice.release.number : choice.error;
  };

  it.each([
    ['the verified one before a failed one', [release(1, 'verified'), release(2, 'failed')], 1],
    ['the verified one before an applied one', [release(1, 'verified'), release(2, 'applied')], 1],
    ['the verified one before a verified one', [release(1, 'verified'), release(2, 'verified')], 1],
    ['the last of several', [release(1, 'verified'), release(2, 'verified'), release(3, 'applied')], 2],
    [
      'another state, not the present one under another number',
      [release(1, 'verified'), release(2, 'verified', 'x'), release(3, 'applied', 'x')],
      1,
    ],
    [
      'what a failed one asked for, where that was verified once',
      [release(1, 'verified', 'x'), release(2, 'failed', 'x')],
      1,
    ],
  ])('%s', (_, releases, number) => {
    expect(to(releases)).toBe(number);
  });

  it('the one that is named, verified or not', () => {
    expect(to([release(1, 'applied'), release(2, 'applied')], 1)).toBe(1);
  });

  it.each([
    ['nothing was released', [], undefined, /run apply first/],
    ['nothing was verified', [release(1, 'applied'), release(2, 'applied')], undefined, /--to/],
    ['only the present one was', [release(1, 'verified')], undefined, /--to/],
    ['the named one is not kept', [release(4, 'applied')], 2, /no release 2; kept are 4/],
  ])('nowhere where %s', (_, releases, number, error) => {
    expect(to(releases, number)).toMatch(error);
  });
});

describe('a record', () => {
  const record: ReleaseRecord = {
    schemaVersion: 1,
    number: 3,
    overlay: 'dev',
    status: 'applied',
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'me@here',
    digest: 'x',
    images: [{ name: 'web', repository: 'r/web', tag: 'v1', digest: DIGEST, models: [] }],
    manifests: [deployment('web', `r/web:v1@${DIGEST}`)],
  };

  it('comes back as it was', () => {
    expect(decodeRelease(encodeRelease(record))).toEqual({ ok: true, record });
    expect(summaryOf(record)).not.toHaveProperty('manifests');
  });

  it.each(['', '{}', '{"schemaVersion":2}', JSON.stringify({ ...record, number: 0 })])(
    'is refused where it is %j',
    (text) => {
      expect(decodeRelease(text)).toEqual({ ok: false, error: expect.any(String) });
    },
  );

  it('allows each of its locked images with and without the tag, once, whatever its manifests name', () => {
    expect(lockedReferences([record, record])).toEqual([`r/web:v1@${DIGEST}`, `r/web@${DIGEST}`]);
    expect(lockedReferences([{ ...record, images: [] }])).toEqual([]);
  });

  it('has the same digest for the same objects in any order', () => {
    const [a, b] = [deployment('a', 'x'), deployment('b', 'x')];
    const reordered = Object.fromEntries(Object.entries(a).reverse()) as typeof a;
    expect(manifestsDigest([b, reordered])).toBe(manifestsDigest([a, b]));
    expect(manifestsDigest([a, deployment('b', 'y')])).not.toBe(manifestsDigest([a, b]));
  });
});
