import type { Credentials, TokenWish } from '../credentials/credentials.ts';
import type { SigningKey } from '../credentials/signing-key.ts';
import type { Capability } from '../substrate/substrate.ts';
import type { Wire } from '../wire/exchange.ts';

/** One line of the table of bad input: `docs/reference/bad-input.md` shows it, and the suite sends it. */
export type Row = AppliedRow | UnappliedRow;

interface RowText {
  /** As in the design's table. */
  readonly id: string;
  readonly input: string;
  /** Any of these is right. */
  readonly status: readonly number[];
  readonly note?: string;
}

export interface AppliedRow extends RowText {
  /** Where it is sent: to the gateway and to a model server alike, unless it exists at one of them only. */
  readonly at?: 'gateway' | 'model';
  readonly send: (target: Target) => readonly Attempt[];
  /** The signing key is changed before: the one before is then `target.retiredKey`. */
  readonly rotatesKeys?: true;
  /** What its substrate must have. */
  readonly needs?: readonly Capability[];
  /** Takes seconds or megabytes, so it is not repeated a thousand times. */
  readonly slow?: true;
}

export interface UnappliedRow extends RowText {
  /** Why nothing here can be sent this input. */
  readonly unapplied: string;
}

/** Where attempts are sent. */
export interface Target {
  readonly service: string;
  readonly url: string;
  /** A model there, with one input `image` FP32 [-1,8,8,1] and one output `probabilities`. */
  readonly model: string;
  /** A token that this service accepts, but for what the wish changes. */
  readonly token: (wish?: TokenWish) => string;
  readonly credentials: Credentials;
  readonly retiredKey: SigningKey;
  /** The full counts of the long run instead of the everyday ones. */
  readonly soak: boolean;
}

/** One variant of a row's input, and what must come back. */
export interface Attempt extends Wire {
  readonly what: string;
  /** Instead of the row's. */
  readonly status?: readonly number[];
  /** What the error text must say: a right status for a wrong reason is no pass. */
  readonly error?: RegExp;
  readonly headers?: Readonly<Record<string, RegExp>>;
  /** The server must close the connection. */
  readonly closes?: true;
  /** How many clients send it at once. Default 1. */
  readonly clients?: number;
  /** Sent again until the answer is right, for so long. */
  readonly retriedForMillis?: number;
  /** `oauth` where the token service answers (RFC 6749); by default the protocol's `{"error": …}`. */
  readonly body?: 'oip' | 'oauth' | 'inactive';
  /** Fewer answers than this must have come when the connection ends. */
  readonly cutOff?: number;
  /** What must hold afterwards; answers what does not. */
  readonly after?: () => Promise<string | undefined>;
}
