import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Stack } from '../stack/stack.ts';

/** A stack whose every instance can be asked what it has counted. */
export interface ObservedStack extends Stack {
  /** The metrics of each instance of a service, by its name, in the text form of Prometheus. */
  metricsOf(service: ServiceDeclaration, token: string): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}
