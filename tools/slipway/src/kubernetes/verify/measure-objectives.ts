import { readyPods, type Cluster } from '@slipway/deploy-cluster';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { selectorOf } from '@slipway/deploy-kubernetes';
import {
  countRequests,
  judgeObjectives,
  type ObjectiveVerdict,
  type RequestCounts,
} from '@slipway/deploy-observability';
import { digitInput, runLoad, type LoadSummary } from '@slipway/load';
import { fetchToken } from '../../client/fetch-token.ts';
import { bearer } from '../../client/request.ts';
import { CommandError } from '../../exit.ts';
import type { ForwardedStack } from '../forwarded-stack.ts';

export interface MeasureObjectives {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly stack: ForwardedStack;
  readonly services: readonly ServiceDeclaration[];
  /** Where predictions are asked for: as clients do, or by the forwarded gateway. */
  readonly origin: string;
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

/** Asks for predictions and tokens at a steady rate, and judges what every pod counted meanwhile. */
export async function measureObjectives(options: MeasureObjectives): Promise<MeasuredObjectives> {
  const { services, stack, requestsPerSecond, seconds, origin, signal } = options;
  const declared = services.filter(({ slo }) => slo !== undefined);
  const before = await scrapeAll(options, declared);
  const token = await fetchToken(stack, { client: 'demo', audience: 'gateway' });
  const [load] = await Promise.all([
    runLoad({
      ...{ url: origin, model: 'digits', inputs: [digitInput], requestsPerSecond, seconds, signal },
      token: async () => token,
    }),
    askForTokens(stack, Math.ceil((requestsPerSecond * seconds) / PREDICTIONS_PER_TOKEN)),
  ]);
  const after = await scrapeAll(options, declared);
  const objectives = declared.flatMap((service) =>
    judgeObjectives(service, growth(before.get(service.name)!, after.get(service.name)!)),
  );
  return { load, objectives };
}

async function askForTokens(stack: ForwardedStack, count: number): Promise<void> {
  for (let asked = 0; asked < count; asked++)
    await fetchToken(stack, { client: 'demo', audience: 'gateway' });
}

type ByPod = ReadonlyMap<string, RequestCounts>;

/** By service, then by pod: a pod that is gone takes its counts with it. */
async function scrapeAll(
  { cluster, namespace, stack }: MeasureObjectives,
  services: readonly ServiceDeclaration[],
): Promise<ReadonlyMap<string, ByPod>> {
  const scraped = services.map(async (service) => {
    const pods = await readyPods(cluster, { namespace, labels: selectorOf(service.name) });
    const token = await fetchToken(stack, {
      client: 'prometheus',
      audience: service.name,
      scope: 'metrics:read',
    });
    const counts = pods.map(async (pod) => [pod, await scrape(stack, service, { pod, token })] as const);
    return [service.name, new Map(await Promise.all(counts))] as const;
  });
  return new Map(await Promise.all(scraped));
}

async function scrape(
  stack: ForwardedStack,
  { name, slo }: ServiceDeclaration,
  { pod, token }: { readonly pod: string; readonly token: string },
): Promise<RequestCounts> {
  const forward = await stack.forwardTo(name, pod);
  const answer = await fetch(`http://127.0.0.1:${forward.port}/metrics`, { headers: bearer(token) });
  if (!answer.ok)
    throw new CommandError('failed', `${pod} answered ${answer.status} when asked for its metrics`);
  return countRequests(await answer.text(), slo?.latencyMillis ?? 0);
}

function growth(before: ByPod, after: ByPod): RequestCounts {
  const total = { all: 0, failed: 0, answered: 0, inTime: 0 };
  for (const [pod, counts] of after)
    for (const key of Object.keys(total) as (keyof RequestCounts)[])
      total[key] += counts[key] - (before.get(pod)?.[key] ?? 0);
  return total;
}
