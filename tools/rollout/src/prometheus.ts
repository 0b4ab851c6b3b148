const INFERENCES = 'http_server_request_duration_seconds_count{service="gateway",http_route=~".*infer"}';

/** What Prometheus knows of the gateway. */
export function createPrometheus(url: string) {
  /** One number; undefined where there is none, or no Prometheus to ask. */
  async function ask(query: string): Promise<number | undefined> {
    const search = new URLSearchParams({ query });
    const answer = await fetch(`${url}/api/v1/query?${search}`).catch(() => undefined);
    if (answer === undefined || !answer.ok) return undefined;
    const { data } = (await answer.json()) as {
      readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
    };
    const value = data.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }
  return {
    /** Inferences that the gateway has answered. */
    inferences: () => ask(`sum(${INFERENCES})`),
    /** How often a counter went back. */
    resets: () => ask(`sum(resets(${INFERENCES}[1h]))`),
    /** When the gateway was last asked, in ms since 1970. */
    lastScrape: async () => ((await ask('min(timestamp(up{job="gateway"} == 1))')) ?? 0) * 1000,
  };
}
