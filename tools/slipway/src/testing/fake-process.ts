import type { Exit, ServiceProcess } from '../supervisor/service-process.ts';

/** A process that does as the test says; unless it is stubborn, SIGTERM ends it with code 0. */
export interface FakeProcess extends ServiceProcess {
  readonly signals: readonly NodeJS.Signals[];
  exit(exit: Partial<Exit>): void;
}

export function createFakeProcess(pid: number, { isStubborn = false } = {}): FakeProcess {
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const signals: NodeJS.Signals[] = [];
  const exit = ({ code, signal }: Partial<Exit>) => resolve({ code, signal });
  return {
    pid,
    exited,
    signals,
    exit,
    lastLines: () => ['{"message":"last words"}'],
    kill: (signal) => {
      signals.push(signal);
      if (signal === 'SIGKILL') exit({ signal });
      else if (!isStubborn) exit({ code: 0 });
    },
  };
}
