import type { Server } from 'node:http';
import { connect, type AddressInfo, type Server as NetServer } from 'node:net';
import { until } from '../../../until.ts';
import { startFakeModel, type FakeModel } from '../../../behaviours/fake-model.ts';
import { openLines } from './open-lines.ts';
import { createRelay, type Relay } from './relay.ts';

let relay: Relay;
let fake: FakeModel;
let lines: ReturnType<typeof openLines>;

const listen = (server: NetServer | Server) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: NetServer) => (server.address() as AddressInfo).port;
const ask = (signal?: AbortSignal) =>
  fetch(`http://127.0.0.1:${portOf(relay.callers)}/v2/models/digits-mlp/infer`, {
    method: 'POST',
    headers: { connection: 'close' },
    body: JSON.stringify({ inputs: [{ shape: [1, 64] }] }),
    ...(signal && { signal }),
  });

beforeEach(async () => {
  fake = await startFakeModel();
  relay = createRelay();
  await Promise.all([listen(relay.callers), listen(relay.lines)]);
  lines = openLines({ relayPort: portOf(relay.lines), url: fake.url });
});
afterEach(async () => {
  lines.close();
  relay.callers.close();
  relay.lines.close();
  await fake.close();
});

describe('a stand-in behind a relay', () => {
  it('answers one caller after another, and many at once', async () => {
    for (let sent = 0; sent < 20; sent++) expect((await ask()).status).toBe(200);
    const many = await Promise.all(Array.from({ length: 40 }, () => ask()));
    expect(many.map(({ status }) => status)).toEqual(Array(40).fill(200));
  });

  it('answers those who came before there was a line', async () => {
    lines.close();
    await until('lines are gone', async () => (await connections(relay.lines)) === 0 || undefined);
    const early = ask();
    lines = openLines({ relayPort: portOf(relay.lines), url: fake.url });
    expect((await early).status).toBe(200);
  });

  it('is seen to break off as it does', async () => {
    fake.behave('reset');
    await expect(ask()).rejects.toThrow();
    fake.behave('truncated');
    const answer = await ask();
    await expect(answer.text()).rejects.toThrow();
  });

  it('sees callers leave', async () => {
    fake.behave('silent');
    const leaving = new AbortController();
    const asked = ask(leaving.signal);
    await until('the question', () => fake.hits() > 0 || undefined);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await until('it is abandoned', () => fake.abandoned() === 1 || undefined);
  });

  it('is not asked by a caller who says nothing', async () => {
    const caller = connect({ host: '127.0.0.1', port: portOf(relay.callers) });
    await until('the caller', async () => (await connections(relay.callers)) === 1 || undefined);
    expect((await ask()).status).toBe(200);
    caller.destroy();
    expect(fake.hits()).toBe(1);
  });
});

const connections = (server: NetServer): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
