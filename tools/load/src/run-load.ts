import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from './exchange.ts';
import { judge } from './judge.ts';
import { createTally, type LoadSummary } from './tally.ts';

export interface Load {
  /** The public origin, as in `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly model: string;
  /** Of the model; without it the server chooses. */
  readonly version?: string;
  /** The same inputs in every request, as the protocol has them. */
  readonly inputs: readonly unknown[];
  readonly token: () => Promise<string>;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** They take turns, each with connections of its own: what shares out connections has so many at least. Default 1. */
  readonly clients?: number;
  /** Most requests under way at once; further ones are withheld and counted. Default 200. */
  readonly maxUnderWay?: number;
  /** A request without an answer by then is lost. Default 30,000. */
  readonly timeoutMillis?: number;
  /** Ends the load early; requests under way are waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Sends requests at a steady rate, whether earlier ones are answered or not, and counts what becomes of each: its id
 * goes out in the body and in `x-request-id`, and has to come back once.
 */
export async function runLoad(load: Load): Promise<LoadSummary> {
  const { requestsPerSecond, seconds, clients = 1, maxUnderWay = 200, signal } = load;
  const agents = Array.from(
    { length: clients },
    () => new Agent({ keepAlive: true, maxSockets: maxUnderWay }),
  );
  const tally = createTally();
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();
  const total = Math.round(requestsPerSecond * seconds);
  try {
    for (let sent = 0; sent < total && !signal?.aborted; sent++) {
      const due = startedAt + (sent * 1000) / requestsPerSecond - performance.now();
      if (due > 0) await sleep(due, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted) break;
      if (tally.underWay() >= maxUnderWay) tally.withheld();
      else {
        const one = sendOne(load, agents[sent % clients]!, tally).finally(() => running.delete(one));
        running.add(one);
      }
    }
    await Promise.all(running);
  } finally {
    for (const agent of agents) agent.destroy();
  }
  return tally.summary();
}

async function sendOne(load: Load, agent: Agent, tally: ReturnType<typeof createTally>): Promise<void> {
  const token = await load.token();
  const id = randomUUID();
  tally.issued(id);
  const startedAt = performance.now();
  const reply = await exchange({
    url: inferUrl(load),
    agent,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-request-id': id,
    },
    body: JSON.stringify({ id, inputs: load.inputs }),
    timeoutMillis: load.timeoutMillis ?? 30_000,
  });
  tally.judged(id, judge(id, reply), performance.now() - startedAt);
}

function inferUrl({ url, model, version }: Load): string {
  const versioned = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
  return `${url}/v2/models/${encodeURIComponent(model)}${versioned}/infer`;
}
