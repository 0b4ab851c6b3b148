import { advance, announce, firstKey, nextDue, publicJwk, replaceAll, type KeyRing } from './key-ring.ts';

const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'secret' } as const;
const ring: KeyRing = { revision: 1, keys: [firstKey({ kid: 'old', jwk }, 0)] };
const announced = announce(ring, { kid: 'new', jwk }, { now: 0, activatesAt: 100 });
const states = ({ keys }: KeyRing) => keys.map(({ kid, state }) => `${kid} ${state}`);
const at = (start: KeyRing, now: number) => advance(start, { now, retainMillis: 1_000 });

describe('a rotation', () => {
  it('publishes, signs, retires and drops, each in its time', () => {
    expect(states(at(announced, 99))).toEqual(['old active', 'new next']);
    const rotated = at(announced, 100);
    expect(states(rotated)).toEqual(['old retired', 'new active']);
    expect(states(at(rotated, 1_099))).toEqual(['old retired', 'new active']);
    expect(states(at(rotated, 1_100))).toEqual(['new active']);
  });

  it('changes nothing before something is due', () => {
    expect(at(announced, 99)).toBe(announced);
    expect([nextDue(ring), nextDue(announced), nextDue(at(announced, 100))]).toEqual([undefined, 100, 1_100]);
  });

  it('never leaves the ring without a signing key, however late it comes', () => {
    expect(states(at(at(announced, 1e9), 2e9))).toEqual(['new active']);
  });

  it('can drop everything at once', () => {
    expect(states(replaceAll(announced, { kid: 'fresh', jwk }, 5))).toEqual(['fresh active']);
  });
});

it('shows no private part in the key set', () => {
  expect(JSON.stringify(ring.keys.map(publicJwk))).not.toContain('secret');
});
