import { Pool } from 'undici';

export interface Load {
  readonly url: string;
  readonly path: string;
  readonly body: string;
  readonly connections: number;
  readonly requests: number;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
}

/** Sends a fixed number of requests over a fixed number of connections, each as soon as the last is answered. */
export async function measure({ url, path, body, connections, requests }: Load): Promise<Measured> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const headers = { 'content-type': 'application/json' };
  const durations: number[] = [];
  let left = requests;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const sentAt = performance.now();
        const answer = await pool.request({ path, method: 'POST', headers, body });
        await answer.body.dump();
        if (answer.statusCode !== 200) throw new Error(`${url}${path} answered ${answer.statusCode}`);
        durations.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  durations.sort((a, b) => a - b);
  const quantile = (q: number) =>
    durations[Math.min(durations.length - 1, Math.floor(q * durations.length))]!;
  return { requestsPerSecond: requests / seconds, p50Millis: quantile(0.5), p99Millis: quantile(0.99) };
}
