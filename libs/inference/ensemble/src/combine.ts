import type { Strategy } from './definition.ts';

export type Elements = Float32Array | Float64Array;

/** What one strategy works on: the members' elements in the order of the definition, all [rows, classes]. */
export interface Ballot {
  readonly rows: number;
  readonly classes: number;
  readonly members: readonly { readonly data: Elements; readonly weight: number }[];
  /** Filled with the combined elements; sums are float64 whatever its type. */
  readonly into: Elements;
}

/** Combines and answers each member's share in the result, as `EnsembleResult` defines it. */
export type Combine = (ballot: Ballot) => number[];

const mean: Combine = ({ members, ...rest }) =>
  weightedMean({ ...rest, members: members.map(({ data }) => ({ data, weight: 1 })) });

const weightedMean: Combine = ({ members, into }) => {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  for (let i = 0; i < into.length; i++) {
    let sum = 0;
    for (const { data, weight } of members) sum += weight * (data[i] as number);
    // Divided last: the mean of equal FP32 values is then that value to the bit.
    into[i] = sum / total;
  }
  return members.map(({ weight }) => weight / total);
};

const majorityVote: Combine = ({ rows, classes, members, into }) => {
  const step = 1 + (into instanceof Float32Array ? 2 ** -23 : Number.EPSILON);
  const agreed = members.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const votes = members.map(({ data }) => argmax(data, start, classes));
    for (const vote of votes) into[start + vote] = (into[start + vote] as number) + 1;
    const most = into[start + argmax(into, start, classes)] as number;
    const tied = Array.from({ length: classes }, (_, at) => at).filter((at) => into[start + at] === most);
    const sums = tied.map((at) => members.reduce((sum, { data }) => sum + (data[start + at] as number), 0));
    const winner = tied[argmax(sums, 0, sums.length)] as number;
    for (let at = start; at < start + classes; at++) into[at] = (into[at] as number) / members.length;
    if (tied.length > 1) into[start + winner] = (most / members.length) * step;
    votes.forEach((vote, member) => (agreed[member] = (agreed[member] as number) + Number(vote === winner)));
  }
  return agreed.map((count) => fraction(count, rows));
};

const maxConfidence: Combine = ({ rows, classes, members, into }) => {
  const taken = members.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const peaks = members.map(({ data }) => data[start + argmax(data, start, classes)] as number);
    const best = argmax(peaks, 0, peaks.length);
    into.set((members[best] as Ballot['members'][number]).data.subarray(start, start + classes), start);
    taken[best] = (taken[best] as number) + 1;
  }
  return taken.map((count) => fraction(count, rows));
};

/** Index of the largest of `length` elements from `start` on, relative to it; the first on a tie. */
export function argmax(data: Elements | readonly number[], start: number, length: number): number {
  let best = 0;
  for (let at = 1; at < length; at++) {
    if ((data[start + at] as number) > (data[start + best] as number)) best = at;
  }
  return best;
}

const fraction = (count: number, rows: number): number => (rows === 0 ? 0 : count / rows);

export const combiners: Readonly<Record<Strategy, Combine>> = {
  mean,
  'weighted-mean': weightedMean,
  'majority-vote': majorityVote,
  'max-confidence': maxConfidence,
};
