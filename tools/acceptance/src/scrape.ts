/** Samples of Prometheus' text format: `name{label="value"}` → value, labels in the order in which they were written. */
export type Samples = ReadonlyMap<string, number>;

export async function scrape(url: string, token: string): Promise<Samples> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${url}/metrics answered ${answer.status}`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const blank = line.lastIndexOf(' ');
      return [line.slice(0, blank), Number(line.slice(blank + 1))] as const;
    }),
  );
}

/** The sum of all samples of a name whose labels hold all those given. */
export function sum(samples: Samples, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return [...samples]
    .filter(([key]) => key.split('{', 1)[0] === name && wanted.every((pair) => key.includes(pair)))
    .reduce((total, [, value]) => total + value, 0);
}
