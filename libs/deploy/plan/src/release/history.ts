import type { ReleaseSummary } from './release-record.ts';

/** So many releases are kept in the cluster. */
export const KEPT_RELEASES = 10;

const byNumber = <T extends Pick<ReleaseSummary, 'number'>>(releases: readonly T[]): readonly T[] =>
  [...releases].sort((a, b) => b.number - a.number);

export const latestRelease = <T extends Pick<ReleaseSummary, 'number'>>(
  releases: readonly T[],
): T | undefined => byNumber(releases)[0];

export const nextNumber = (releases: readonly Pick<ReleaseSummary, 'number'>[]): number =>
  (latestRelease(releases)?.number ?? 0) + 1;

/** Releases that go: all but the latest, and never the last one that was verified, or nothing could be gone back to. */
export function releasesToForget<T extends Pick<ReleaseSummary, 'number' | 'status'>>(
  releases: readonly T[],
  kept = KEPT_RELEASES,
): readonly T[] {
  const newest = byNumber(releases);
  const lastVerified = newest.find(({ status }) => status === 'verified');
  return newest.slice(kept).filter((release) => release !== lastVerified);
}

export type RollbackChoice<T> =
  { readonly ok: true; readonly release: T } | { readonly ok: false; readonly error: string };

/** The release to go back to: the one that is named, else the last verified one that is not what runs now. */
export function chooseRollback<T extends Pick<ReleaseSummary, 'number' | 'status' | 'digest'>>(
  releases: readonly T[],
  to?: number,
): RollbackChoice<T> {
  const newest = byNumber(releases);
  const current = newest[0];
  if (current === undefined) return { ok: false, error: 'nothing has been released here: run apply first' };
  if (to !== undefined) {
    const named = newest.find(({ number }) => number === to);
    if (named !== undefined) return { ok: true, release: named };
    return {
      ok: false,
      error: `there is no release ${to}; kept are ${newest.map(({ number }) => number).join(', ')}`,
    };
  }
  // A failed release may run in part, so that the state before it is one to go back to.
  const release = newest.find(
    ({ status, digest }) =>
      status === 'verified' && (current.status === 'failed' || digest !== current.digest),
  );
  if (release !== undefined) return { ok: true, release };
  return {
    ok: false,
    error: 'no release but the current one has been verified: name one with --to',
  };
}
