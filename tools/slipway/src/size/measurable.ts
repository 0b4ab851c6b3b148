/** One instance of a service that can be asked for its metrics. */
export interface Instance {
  readonly service: string;
  readonly name: string;
  /** What it was told, as far as the platform says. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of its metrics. */
  metrics(token: string): Promise<string>;
}

/** A running system whose size can be measured, wherever it runs. */
export interface Measurable {
  /** For the record: `processes`, `compose`, `kubernetes (overlay dev)`. */
  readonly platform: string;
  /** Where it answers clients; load goes there. */
  readonly origin: string;
  readonly instances: readonly Instance[];
  secretOf(client: string): Promise<string>;
  close(): Promise<void>;
}

const TIMEOUT_MILLIS = 10_000;

/** Metrics of an instance that this machine can reach. */
export async function fetchMetrics(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`answered ${answer.status}: ${text.slice(0, 200)}`);
  return text;
}
