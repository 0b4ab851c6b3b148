import type { SigningKey } from './signing-key.ts';

/** What a token says, laid over the defaults; `undefined` removes a claim or a header. */
export interface TokenWish {
  /** The service that shall accept it: the gateway unless said otherwise. */
  readonly service?: string;
  readonly client?: string;
  readonly scope?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Replaces the signature that the issuer would make. */
  readonly sign?: (signingInput: Buffer) => Buffer | string;
  /** The key to sign with; the current one by default. */
  readonly key?: SigningKey;
}

/**
 * Tokens for tests, valid and wrong ones, together with the key set that the services verify them with. The key set is
 * the issuer's own plus a key of the tests: so the tests can sign what no issuer would.
 */
export interface Credentials {
  readonly issuer: string;
  token(wish?: TokenWish): string;
  readonly currentKey: () => SigningKey;
  /** A new key signs from now on; the one before leaves the key set at once. */
  rotate(): Promise<void>;
  /** What a declared client of the system authenticates with towards the token service. */
  basic(client: string): string;
  /** `down` cuts every connection to the key set. */
  serveKeys(mode: 'up' | 'down'): Promise<void>;
  /** An address that must never be called, and how often it was. */
  readonly trapUrl: string;
  readonly trapHits: () => Promise<number>;
}
