import semver from 'semver';
import type { Affected } from './advisory.ts';
import { compareDebianVersions } from './debian-version.ts';

type Compare = (a: string, b: string) => number;
type Events = Affected['ranges'][number]['events'];

/** How an ecosystem orders its versions; undefined where we do not know. */
const comparatorOf = (ecosystem: string): Compare | undefined => {
  if (ecosystem === 'npm') return (a, b) => semver.compare(a, b, { loose: true });
  return ecosystem.split(':')[0] === 'Debian' ? compareDebianVersions : undefined;
};

export interface Verdict {
  readonly affected: boolean;
  /** The first version after this one that is not. */
  readonly fixedIn?: string;
}

/**
 * Whether a version is affected, by the algorithm of OSV's schema ("Evaluation").
 * A version or an event that cannot be compared counts as affected: a doubt is for a person to resolve.
 */
export function affects({ ranges, versions }: Affected, version: string, ecosystem: string): Verdict {
  const compare = comparatorOf(ecosystem);
  const judged = ranges.filter(({ type }) => type === 'SEMVER' || type === 'ECOSYSTEM');
  try {
    const hit = judged.find(({ events }) => compare !== undefined && isInRange(events, version, compare));
    if (hit === undefined) return { affected: versions.includes(version) || (!compare && judged.length > 0) };
    const fixedIn = hit.events
      .flatMap(({ fixed }) => fixed ?? [])
      .find((fixed) => compare!(fixed, version) > 0);
    return { affected: true, ...(fixedIn !== undefined && { fixedIn }) };
  } catch {
    return { affected: true };
  }
}

function isInRange(events: Events, version: string, compare: Compare): boolean {
  // "0" is before every version, whatever an ecosystem's versions look like.
  const isFrom = (introduced: string) => introduced === '0' || compare(version, introduced) >= 0;
  const limits = events.flatMap(({ limit }) => limit ?? []);
  if (limits.length > 0 && !limits.some((limit) => limit === '*' || compare(version, limit) < 0))
    return false;
  return inOrder(events, compare).reduce((inside, { introduced, fixed, last_affected: last }) => {
    if (introduced !== undefined) return inside || isFrom(introduced);
    if (fixed !== undefined) return inside && compare(version, fixed) < 0;
    if (last !== undefined) return inside && compare(version, last) <= 0;
    return inside;
  }, false);
}

function inOrder(events: Events, compare: Compare): Events {
  const at = ({ introduced, fixed, last_affected: last, limit }: Events[number]) =>
    introduced ?? fixed ?? last ?? limit ?? '0';
  return [...events].sort((a, b) => {
    if (at(a) === at(b)) return 0;
    if (at(a) === '0') return -1;
    return at(b) === '0' ? 1 : compare(at(a), at(b));
  });
}
