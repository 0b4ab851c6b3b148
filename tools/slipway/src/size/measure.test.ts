import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Phase } from '@slipway/deploy-size';
import { measure } from './measure.ts';
import type { Instance } from './measurable.ts';

const phase = (name: Phase['name'], of: Partial<Phase> = {}): Phase => ({
  name,
  seconds: 0.3,
  predictionsPerSecond: 40,
  rows: 1,
  tokensPerSecond: 0,
  ...of,
});

type Handler = (id: string, rows: number, res: ServerResponse) => void;
const good: Handler = (id, _rows, res) =>
  void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id, outputs: [1] }));

/** A gateway that answers by `handle`, and the rows of the requests that it has seen. */
async function startGateway(handle: Handler = good) {
  const rows: number[] = [];
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => (text += String(chunk)));
    req.on('end', () => {
      const { id, inputs } = JSON.parse(text) as {
        id: string;
        inputs: { shape: number[]; data: number[] }[];
      };
      const [input] = inputs;
      expect(input!.data).toHaveLength(input!.shape.reduce((size, of) => size * of, 1));
      rows.push(input!.shape[0]!);
      handle(id, input!.shape[0]!, res);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One that takes half a core, and as many MiB as rows were asked at most. */
function instance(name: string, rows: readonly number[] = []): Instance {
  const startedAt = performance.now();
  return {
    service: name,
    name: `${name}-1`,
    env: {},
    metrics: async (token) => {
      expect(token).toBe(`for ${name}`);
      const cpuSeconds = (performance.now() - startedAt) / 2000;
      return [
        `process_cpu_seconds_total{service="${name}"} ${cpuSeconds}`,
        `process_resident_memory_bytes{service="${name}"} ${(100 + Math.max(0, ...rows)) * 2 ** 20}`,
        `nodejs_heap_size_used_bytes{service="${name}"} ${30 * 2 ** 20}`,
      ].join('\n');
    },
  };
}

async function run(
  phases: readonly Phase[],
  {
    handle,
    newToken = async () => 'new',
    instances,
  }: { handle?: Handler; newToken?: () => Promise<unknown>; instances?: readonly Instance[] } = {},
) {
  const gateway = await startGateway(handle);
  const said: string[] = [];
  const target = {
    ...{ origin: gateway.origin, model: 'digits', token: async () => 'kept', newToken },
    signal: new AbortController().signal,
  };
  try {
    return await measure({
      instances: instances ?? [instance('gateway', gateway.rows), instance('auth')],
      tokens: new Map(['gateway', 'auth'].map((name) => [name, `for ${name}`])),
      ...{ target, phases, warmUpSeconds: 0.05, roundMillis: 50 },
      say: (line) => said.push(line),
    }).then((measured) => ({ ...measured, said }));
  } finally {
    gateway.stop();
  }
}

describe('a measurement', () => {
  it('has the figures of every service in every phase, and what came of the load', async () => {
    const rest = phase('rest', { predictionsPerSecond: 0, rows: 0 });
    const { phases, services, said } = await run([rest, phase('objective'), phase('batches', { rows: 64 })]);
    expect(phases.map(({ name, answers }) => [name, answers?.issued, answers?.ok])).toEqual([
      ['rest', undefined, undefined],
      ['objective', 12, 12],
      ['batches', 12, 12],
    ]);
    expect([...services.keys()]).toEqual(['gateway', 'auth']);
    const { objective, batches } = services.get('gateway')!;
    expect(objective.cpusMean).toBeGreaterThan(0.3);
    expect(objective.cpusMean).toBeLessThan(0.7);
    expect([objective.residentMaxMiB, batches.residentMaxMiB]).toEqual([101, 164]);
    expect(services.get('auth')!.batches.residentMaxMiB).toBe(100);
    expect(said).toEqual([
      'warming up for 0.05 s',
      'rest: nothing is asked for 0.3 s',
      'objective: 40 predictions/s of 1 rows and 0 tokens/s for 0.3 s',
      'batches: 40 predictions/s of 64 rows and 0 tokens/s for 0.3 s',
    ]);
  });

  it('asks for new tokens as often as the phase says', async () => {
    let asked = 0;
    await run([phase('objective', { tokensPerSecond: 10 })], { newToken: async () => void asked++ });
    // Three, and one or none while it warms up.
    expect([3, 4]).toContain(asked);
  });

  const failing: Handler = (id, rows, res) =>
    rows === 1 ? good(id, rows, res) : void res.writeHead(500).end('{"error":"oh"}');

  it('says nothing where answers were not as promised', async () => {
    await expect(run([phase('batches', { rows: 2 })], { handle: failing })).rejects.toThrow(
      /In the phase batches answers were not as promised.*500/,
    );
    const refuse = { newToken: () => Promise.reject(new Error('no token for you')) };
    await expect(run([phase('objective', { tokensPerSecond: 5 })], refuse)).rejects.toThrow(
      'no token for you',
    );
  });

  it('says nothing where a service does not tell what it takes', async () => {
    const silent = { ...instance('auth'), metrics: () => Promise.reject(new Error('ECONNREFUSED')) };
    await expect(run([phase('objective')], { instances: [silent] })).rejects.toThrow(
      /auth told its metrics less than twice in the phase objective/,
    );
    const other = { ...instance('auth'), metrics: async () => 'up 1' };
    await expect(run([phase('objective')], { instances: [other] })).rejects.toThrow(/neither its CPU time/);
  });

  it('goes on where a burst was too much', async () => {
    const { phases } = await run([phase('burst', { rows: 2 })], { handle: failing });
    expect(phases[0]!.answers).toMatchObject({ issued: 12, ok: 0 });
  });
});
