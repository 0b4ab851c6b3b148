import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Stack, Substrate } from '../substrate.ts';

/** Where a release runs. */
export interface Place {
  /** Beside what every release lacks. */
  readonly lacks: Substrate['lacks'];
  /** Makes ways to each of its services. */
  reach(system: readonly ServiceDeclaration[]): Promise<Reached>;
}

export interface Reached extends Pick<Stack, 'urlOf' | 'innerUrlOf' | 'evaluate' | 'logs' | 'database'> {
  /** Who its tokens are by, where that is not the URL of the gateway. */
  readonly issuer?: string;
  /** Secret of a declared client; empty where there is none. */
  secretOf(client: string): string;
  close(): Promise<void>;
}
