import type { RequestOptions, Reply } from '../client/request.ts';

/** A service as a client of the stack knows it. */
export interface StackService {
  readonly name: string;
  readonly kind: 'auth' | 'gateway' | 'model';
}

/** The running system, wherever it runs: what the client commands need of it. */
export interface Stack {
  /** Public origin: the gateway, and the issuer of tokens. */
  readonly origin: string;
  readonly services: readonly StackService[];
  /** Folder of the secrets that the command line keeps for it, a file each. */
  readonly secretsDir: string;
  /** Secret of a client; ends the command with the fix where it is not kept here. */
  secretOf(client: string): Promise<string>;
  /** One exchange with a service, also with one that nobody outside can reach. */
  ask(service: string, path: string, options: Omit<RequestOptions, 'service'>): Promise<Reply>;
}
