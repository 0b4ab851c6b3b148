/**
 * Orders two versions as dpkg does: negative, zero or positive.
 * Source: Debian Policy Manual, section 5.6.12 "Version".
 */
export function compareDebianVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  return (
    left.epoch - right.epoch ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

function split(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Texts without digits and numbers in turn, the former by `weight`, the latter by value. */
function comparePart(a: string, b: string): number {
  const left = turns(a);
  const right = turns(b);
  for (let turn = 0; turn < Math.max(left.length, right.length); turn += 1) {
    const [mine = '', theirs = ''] = [left[turn], right[turn]];
    const order = turn % 2 === 0 ? compareText(mine, theirs) : compareNumber(mine, theirs);
    if (order !== 0) return order;
  }
  return 0;
}

/** The first turn is a text, which may be empty. */
const turns = (part: string): string[] => [
  ...(/^\d/.test(part) ? [''] : []),
  ...Array.from(part.matchAll(/\D+|\d+/g), ([turn]) => turn),
];

/** Numbers can be dates with a time, longer than what a double holds. */
function compareNumber(a: string, b: string): number {
  const difference = BigInt(a === '' ? '0' : a) - BigInt(b === '' ? '0' : b);
  return difference < 0n ? -1 : Number(difference > 0n);
}

function compareText(a: string, b: string): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = weight(a[index]) - weight(b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before the end, the end before letters, letters before anything else. */
function weight(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
