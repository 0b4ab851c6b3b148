import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Credentials } from '../credentials/credentials.ts';

/** What a behaviour may need beyond plain HTTP; a substrate that lacks one says why. */
export const capabilities = [
  'settings', // Tests choose the settings of the services.
  'exclusive', // Nothing but the tests asks the system, and each service is one process.
  'forge-tokens', // Tests sign tokens that the services trust, so that they can sign wrong ones too.
  'token-service', // The real token service runs.
  'direct-connections', // Nothing between a test and a service takes in bytes that the other side does not read.
  'kill', // One instance of a service can be killed, stopped and started again.
  'stand-ins', // A server of the test's own process can stand for a model service.
  'confine', // Services are confined, and a program can be run where one of them runs.
  'one-way-edges', // A declared edge is open in its own direction only.
  'neighbours', // Something that is no part of the system can run where it could reach it.
  'accounts', // The platform has accounts that a service could act as.
  'read-logs', // What services write can be read back, line by line.
] as const;

export type Capability = (typeof capabilities)[number];

/** One way to run the system: as processes, by Compose, on Kubernetes, in a mesh. */
export interface Substrate {
  readonly name: string;
  /** Why it lacks a capability; absent means that it has it. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  /** What a new connection meets at the address of a service that has ended. */
  readonly whenEnded: 'ECONNREFUSED' | 'ECONNRESET';
  /** Starts the whole system; resolves when every service is ready. */
  start(options?: StackOptions): Promise<Stack>;
}

export interface StackOptions {
  /** Settings beyond those that follow from the declarations, for every service. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The same for single services; wins over `settings`. */
  readonly settingsOf?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Services that are not started because something else answers at this URL. */
  readonly standIns?: Readonly<Record<string, string>>;
}

/** Something near the system that is no part of it, and that nothing confines. */
export interface Neighbour {
  /** Host and port of what it reaches and no service may: itself, and what rules the platform. */
  readonly addresses: readonly string[];
  /** Runs a JavaScript module there; answers what it prints. */
  evaluate(script: string): Promise<string>;
}

/** A running system. Names of services are those of their declarations. */
export interface Stack {
  readonly system: readonly ServiceDeclaration[];
  /** The public origin. */
  readonly gatewayUrl: string;
  urlOf(service: string): string;
  readonly credentials: Credentials;
  /** Ends a service at once, without a word; resolves when it is gone. */
  kill(service: string): Promise<void>;
  /** Asks a service to stop; resolves with its exit code when it has. */
  terminate(service: string): Promise<number | undefined>;
  /** Starts a service that has ended, at its old address; resolves when it is `live`, or `ready`. */
  revive(service: string, until?: 'live' | 'ready'): Promise<void>;
  /** Runs a JavaScript module where a service runs, as its user; answers what it prints. */
  evaluate(service: string, script: string): Promise<string>;
  /** Where the others reach a service, from inside. */
  innerUrlOf(service: string): string;
  /** Host and port where services find their database, from inside; undefined where they keep their state in files. */
  readonly database?: string;
  /** Starts a neighbour, once. */
  neighbour(): Promise<Neighbour>;
  /** Every line that a service has written since the stack was started, oldest first. */
  logs(service: string): readonly string[];
  /** Ends everything and removes all that was written. */
  stop(): Promise<void>;
}
