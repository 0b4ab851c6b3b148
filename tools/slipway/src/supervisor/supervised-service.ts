import type { Clock } from '../clock.ts';
import type { ServiceState } from '../run-state/run-file.ts';
import type { ServiceEvent } from './service-event.ts';
import type { Exit, ServiceProcess } from './service-process.ts';

export interface SuperviseOptions {
  readonly name: string;
  readonly launch: () => ServiceProcess;
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  readonly startupSeconds: number;
  readonly drainSeconds: number;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of restarts. */
  readonly random: () => number;
  readonly onEvent: (event: ServiceEvent) => void;
  /** Called after each change of state. */
  readonly onChange: () => void;
}

export type StartOutcome =
  | { readonly kind: 'ready' | 'interrupted' }
  | {
      readonly kind: 'failed';
      readonly exit: Exit;
      readonly isSlow: boolean;
      readonly lastLines: readonly string[];
    };

export interface SupervisedService {
  readonly name: string;
  status(): { readonly state: ServiceState; readonly pid: number | undefined; readonly restarts: number };
  /** The first start; a failure of it is the caller's to judge, later ones are met by restarts. */
  start(): Promise<StartOutcome>;
  /** Drains and starts again at once, whatever state it is in. */
  restart(): void;
  /** Drains and ends; idempotent. */
  stop(): Promise<void>;
}
