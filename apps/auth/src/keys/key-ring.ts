/** An ES256 key pair as a JWK; never leaves the process but into the store. */
export interface PrivateJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

interface KeyPair {
  readonly kid: string;
  readonly jwk: PrivateJwk;
  /** Milliseconds since 1970, here and below. */
  readonly createdAt: number;
}

/** `next` is published and does not sign yet; `retired` does not sign any more and is still published. */
export type SigningKey =
  | (KeyPair & { readonly state: 'next'; readonly activatesAt: number })
  | (KeyPair & { readonly state: 'active' })
  | (KeyPair & { readonly state: 'retired'; readonly leavesAt: number });

export interface KeyRing {
  readonly revision: number;
  readonly keys: readonly SigningKey[];
}

export type NewKey = Pick<KeyPair, 'kid' | 'jwk'>;

/** The first key signs at once: there is nobody yet who could know another one. */
export const firstKey = (key: NewKey, now: number): SigningKey => ({
  ...key,
  state: 'active',
  createdAt: now,
});

/** Publishes a key that shall sign later. */
export const announce = (
  ring: KeyRing,
  key: NewKey,
  { now, activatesAt }: { now: number; activatesAt: number },
): KeyRing => ({
  ...ring,
  keys: [...ring.keys, { ...key, state: 'next', createdAt: now, activatesAt }],
});

/** For a key that somebody else may have: it goes at once, with all the tokens that it signed. */
export const replaceAll = (ring: KeyRing, key: NewKey, now: number): KeyRing => ({
  ...ring,
  keys: [firstKey(key, now)],
});

/** Does what is due: the next key signs, the active one retires, a retired one leaves. The same ring if nothing is. */
export function advance(
  ring: KeyRing,
  { now, retainMillis }: { now: number; retainMillis: number },
): KeyRing {
  const due = ring.keys.find((key) => key.state === 'next' && key.activatesAt <= now);
  const keys = ring.keys
    .filter((key) => !(key.state === 'retired' && key.leavesAt <= now))
    .map((key) => {
      if (!due) return key;
      if (key === due) return firstKey(key, key.createdAt);
      return key.state === 'active' ? retire(key, now + retainMillis) : key;
    });
  return keys.length === ring.keys.length && !due ? ring : { ...ring, keys };
}

const retire = ({ kid, jwk, createdAt }: KeyPair, leavesAt: number): SigningKey => ({
  ...{ kid, jwk, createdAt, leavesAt },
  state: 'retired',
});

export const activeKey = ({ keys }: KeyRing) => keys.find(({ state }) => state === 'active');

/** When something is due next; undefined where nothing is planned. */
export function nextDue({ keys }: KeyRing): number | undefined {
  const times = keys.flatMap((key) =>
    key.state === 'next' ? [key.activatesAt] : key.state === 'retired' ? [key.leavesAt] : [],
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** What the key set shows of a key. */
export const publicJwk = ({ kid, jwk: { kty, crv, x, y } }: SigningKey) => ({
  ...{ kty, crv, x, y, kid },
  use: 'sig',
  alg: 'ES256',
});

/** What the admin API shows of a key. */
export const describeKey = (key: SigningKey) => ({
  kid: key.kid,
  state: key.state,
  createdAt: new Date(key.createdAt).toISOString(),
  activatesAt: key.state === 'next' ? new Date(key.activatesAt).toISOString() : undefined,
  leavesAt: key.state === 'retired' ? new Date(key.leavesAt).toISOString() : undefined,
});
