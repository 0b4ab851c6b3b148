import type { StartOutcome, SupervisedService } from './supervised-service.ts';

/** A supervised service and those it calls. */
export interface Member {
  readonly service: SupervisedService;
  readonly calls: readonly string[];
}

export type StackOutcome =
  | { readonly kind: 'ready' | 'interrupted' }
  | {
      readonly kind: 'failed';
      readonly service: string;
      readonly cause: StartOutcome & { readonly kind: 'failed' };
    };

/**
 * Starts each service when all that it calls are ready, and those that do not depend on one another together.
 * Ends with the first failure; what has been started then still runs, for the caller to stop.
 */
export async function startStack(members: readonly Member[]): Promise<StackOutcome> {
  const starts = new Map<string, Promise<StackOutcome>>();
  const start = async ({ service, calls }: Member): Promise<StackOutcome> => {
    const before = await Promise.all(calls.map((name) => starts.get(name)));
    if (before.some((outcome) => outcome?.kind !== 'ready')) return { kind: 'interrupted' };
    const outcome = await service.start();
    return outcome.kind === 'failed' ? { kind: 'failed', service: service.name, cause: outcome } : outcome;
  };
  return new Promise((resolve, reject) => {
    for (const member of members) {
      const starting = start(member);
      starts.set(member.service.name, starting);
      starting.then((outcome) => outcome.kind === 'failed' && resolve(outcome), reject);
    }
    Promise.all(starts.values()).then(
      (outcomes) => resolve(outcomes.find(({ kind }) => kind !== 'ready') ?? { kind: 'ready' }),
      reject,
    );
  });
}

/** Stops each service when all that call it have stopped, so that nobody loses a service it still needs. */
export async function stopStack(members: readonly Member[]): Promise<void> {
  const stops = new Map<string, Promise<void>>();
  for (const { service } of [...members].reverse()) {
    const callers = members.filter(({ calls }) => calls.includes(service.name));
    const before = Promise.all(callers.map((caller) => stops.get(caller.service.name)));
    stops.set(
      service.name,
      before.then(() => service.stop()),
    );
  }
  await Promise.all(stops.values());
}
