import { Agent } from 'node:http';
import { createAccessToken, digitRows, runLoad, type LoadSummary } from '@slipway/load';

/** What two cores bear beside everything that an update starts. */
export const REQUESTS_PER_SECOND = 10;
/** Longer than any test; a load that nobody ends ends by itself then. */
const LONGEST_SECONDS = 3_600;

export interface LoadWish {
  /** The ensemble where none is named. */
  readonly model?: string;
  readonly version?: string;
  /** Whether each request has a token of its own. */
  readonly fresh?: boolean;
  readonly requestsPerSecond?: number;
  /** Of each request. Default 1. */
  readonly rows?: number;
  /** As `runLoad` has them. */
  readonly clients?: number;
  /** Of the client `demo`, where it has another than it began with. */
  readonly secret?: string;
}

/** Tells a load to end; answers what came of every single request. */
export type EndLoad = () => Promise<LoadSummary>;

/** Loads of the system at a steady rate, by the client `demo`. */
export function createLoads({ url, secret }: { readonly url: string; readonly secret: string }) {
  const running = new Set<EndLoad>();
  const newToken = (agent: Agent, clientSecret: string) =>
    createAccessToken({ url, agent, clientId: 'demo', clientSecret });

  return {
    /** Keeps asking until it is told to stop, by one token or by a new one each time. */
    async start({ fresh = false, rows = 1, secret: own = secret, ...wish }: LoadWish = {}): Promise<EndLoad> {
      const stopped = new AbortController();
      const agent = new Agent({ keepAlive: true });
      const one = newToken(agent, own);
      await one();
      let isOver = false;
      const summary = runLoad({
        ...{ model: 'digits', requestsPerSecond: REQUESTS_PER_SECOND, ...wish },
        ...{ url, inputs: [digitRows(rows)], seconds: LONGEST_SECONDS },
        token: fresh ? () => newToken(agent, own)() : one,
        signal: stopped.signal,
      }).finally(() => {
        isOver = true;
        agent.destroy();
      });
      // Told to whoever ends it.
      summary.catch(() => undefined);
      const end: EndLoad = async () => {
        running.delete(end);
        const wasOver = isOver;
        stopped.abort();
        const result = await summary;
        if (wasOver) throw new Error('the load was over before it was told to end');
        return result;
      };
      running.add(end);
      return end;
    },
    /** Ends what a failed test has left. */
    endAll: async () => void (await Promise.allSettled([...running].map((end) => end()))),
  };
}
