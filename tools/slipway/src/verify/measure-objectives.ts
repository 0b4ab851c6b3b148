import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import {
  countRequests,
  judgeObjectives,
  type ObjectiveVerdict,
  type RequestCounts,
} from '@slipway/deploy-observability';
import { digitInput, runLoad, type LoadSummary } from '@slipway/load';
import { fetchToken } from '../client/fetch-token.ts';
import type { Stack } from '../stack/stack.ts';
import type { ObservedStack } from './observed-stack.ts';

export interface MeasureObjectives {
  readonly services: readonly ServiceDeclaration[];
  readonly requestsPerSecond: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface MeasuredObjectives {
  readonly load: LoadSummary;
  readonly objectives: readonly ObjectiveVerdict[];
}

/** One request for a token to so many predictions. */
const PREDICTIONS_PER_TOKEN = 10;

/** Asks for predictions and tokens at a steady rate, and judges what every instance counted meanwhile. */
export async function measureObjectives(
  stack: ObservedStack,
  { services, requestsPerSecond, seconds, signal }: MeasureObjectives,
): Promise<MeasuredObjectives> {
  const declared = services.filter(({ slo }) => slo !== undefined);
  const before = await countAll(stack, declared);
  const token = await fetchToken(stack, { client: 'demo', audience: 'gateway' });
  const [load] = await Promise.all([
    runLoad({
      ...{ url: stack.origin, model: 'digits', inputs: [digitInput], requestsPerSecond, seconds, signal },
      token: async () => token,
    }),
    askForTokens(stack, Math.ceil((requestsPerSecond * seconds) / PREDICTIONS_PER_TOKEN)),
  ]);
  const after = await countAll(stack, declared);
  const objectives = declared.flatMap((service) =>
    judgeObjectives(service, growth(before.get(service.name)!, after.get(service.name)!)),
  );
  return { load, objectives };
}

async function askForTokens(stack: Stack, count: number): Promise<void> {
  for (let asked = 0; asked < count; asked++)
    await fetchToken(stack, { client: 'demo', audience: 'gateway' });
}

type ByInstance = ReadonlyMap<string, RequestCounts>;

/** By service, then by instance: one that is gone takes its counts with it. */
async function countAll(
  stack: ObservedStack,
  services: readonly ServiceDeclaration[],
): Promise<ReadonlyMap<string, ByInstance>> {
  const counted = services.map(async (service) => {
    const wish = { client: 'prometheus', audience: service.name, scope: 'metrics:read' };
    const metrics = await stack.metricsOf(service, await fetchToken(stack, wish));
    const counts = [...metrics].map(
      ([instance, text]) => [instance, countRequests(text, service.slo?.latencyMillis ?? 0)] as const,
    );
    return [service.name, new Map(counts)] as const;
  });
  return new Map(await Promise.all(counted));
}

function growth(before: ByInstance, after: ByInstance): RequestCounts {
  const total = { all: 0, failed: 0, answered: 0, inTime: 0 };
  for (const [instance, counts] of after)
    for (const key of Object.keys(total) as (keyof RequestCounts)[])
      total[key] += counts[key] - (before.get(instance)?.[key] ?? 0);
  return total;
}
