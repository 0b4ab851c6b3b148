import { call, infer, type InferCall, type Reply } from '../call.ts';
import { scrape, sum } from '../scrape.ts';
import type { Stack } from '../substrate/substrate.ts';
import { START_MILLIS, substrate } from '../suite.ts';
import { until } from '../until.ts';
import { itNeeds } from './behaviour.ts';
import { startFakeModel, type FakeModel, type FakeMode } from './fake-model.ts';

let stack: Stack;
let fake: FakeModel;

const DETAILS = { parameters: { members: true } };
/** Longest time from a deadline to its answer, on a machine that does other things too. */
const SLACK_MILLIS = 400;

const ensemble = (more: InferCall = {}): Promise<Reply> =>
  infer(stack, { members: { id: 'a', ...DETAILS }, ...more });
const direct = (more: InferCall = {}): Promise<Reply> =>
  infer(stack, { model: 'digits-mlp', members: { id: 'a' }, ...more });

async function timed(reply: Promise<Reply>): Promise<Reply & { readonly millis: number }> {
  const startedAt = performance.now();
  return { ...(await reply), millis: performance.now() - startedAt };
}

/** The stand-in answers rightly again, and the gateway has seen it. */
async function recovered(): Promise<void> {
  fake.behave('right');
  await until(
    'a whole answer',
    async () => (await ensemble()).json.parameters?.partial === false || undefined,
  );
}

beforeAll(async () => {
  fake = await startFakeModel();
  stack = await substrate.start({ standIns: { 'digits-tfjs': fake.url } });
}, START_MILLIS);
afterAll(async () => {
  await stack?.stop();
  await fake?.close();
}, START_MILLIS);
beforeEach(recovered);

describe('a corrupt answer of a model service', () => {
  const modes: readonly FakeMode[] = ['bad-json', 'wrong-shape', 'wrong-id', 'wrong-model', 'truncated'];
  for (const mode of modes)
    itNeeds(
      ['stand-ins'],
      `is no answer: ${mode} is 502, and partial where another member answers`,
      async () => {
        fake.behave(mode);
        const partial = await ensemble();
        expect(partial.status).toBe(200);
        expect(partial.json.parameters).toMatchObject({
          partial: true,
          'members.digits-mlp.error': 'bad-upstream',
          'members.digits-cnn.share': 1,
        });
        const { status, json } = await direct();
        expect([status, Object.keys(json as object)]).toEqual([502, ['error']]);
      },
    );

  itNeeds(['stand-ins'], 'with another number of classes never reaches an average', async () => {
    fake.behave('wrong-classes');
    expect((await ensemble()).json.parameters).toMatchObject({
      partial: true,
      'members.digits-mlp.error': 'bad-upstream',
    });
  });

  itNeeds(['stand-ins'], 'opens the circuit: the service is left alone, and asked again soon', async () => {
    fake.behave('bad-json');
    const statuses: number[] = [];
    for (let sent = 0; sent < 5; sent++) statuses.push((await direct()).status);
    expect(statuses).toEqual([502, 502, 502, 502, 502]);
    const hits = fake.hits();
    const { status, headers } = await direct();
    expect([status, headers.get('retry-after'), fake.hits() - hits]).toEqual([503, '1', 0]);
    await recovered();
  });

  itNeeds(['stand-ins'], 'that breaks off before its first byte is asked for once more', async () => {
    const hits = fake.hits();
    fake.behave('reset');
    const { status, headers } = await direct();
    expect([status, headers.has('retry-after'), fake.hits() - hits]).toEqual([503, true, 2]);
  });
});

describe('a deadline', () => {
  const ways: readonly (readonly [string, InferCall])[] = [
    ['the header', { headers: { 'x-request-timeout-ms': '300' } }],
    [
      'the parameter of Triton, in microseconds',
      { members: { parameters: { members: true, timeout: 300_000 } } },
    ],
    [
      'the shorter of both',
      {
        headers: { 'x-request-timeout-ms': '9000' },
        members: { parameters: { members: true, timeout: 300_000 } },
      },
    ],
  ];
  for (const [name, way] of ways)
    itNeeds(['stand-ins'], `by ${name} ends a silent branch, and the others are the answer`, async () => {
      fake.behave('silent');
      const abandoned = fake.abandoned();
      const { status, json, millis } = await timed(ensemble(way));
      expect(status).toBe(200);
      expect(json.parameters).toMatchObject({
        partial: true,
        'members.digits-mlp.error': 'deadline-exceeded',
      });
      expect(millis).toBeLessThan(300 + SLACK_MILLIS);
      await until('the branch is cancelled', () => fake.abandoned() > abandoned || undefined);
    });

  itNeeds(['stand-ins'], 'that nobody answers within is 504', async () => {
    fake.behave('silent');
    const { status, millis } = await timed(direct({ headers: { 'x-request-timeout-ms': '200' } }));
    expect(status).toBe(504);
    expect(millis).toBeGreaterThan(190);
    expect(millis).toBeLessThan(200 + SLACK_MILLIS);
  });
});

describe('a client that leaves', () => {
  itNeeds(['stand-ins'], 'takes its branches with it, and is counted as 499', async () => {
    const count = async () =>
      sum(
        await scrape(stack.gatewayUrl, stack.credentials.token({ scope: 'metrics:read' })),
        'http_server_request_duration_seconds_count',
        { http_response_status_code: '499' },
      );
    const before = { hits: fake.hits(), abandoned: fake.abandoned(), counted: await count() };
    fake.behave('silent');
    const leaving = new AbortController();
    const asked = ensemble({ signal: leaving.signal });
    await until('the branch has begun', () => fake.hits() > before.hits || undefined);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await until('the branch is cancelled', () => fake.abandoned() > before.abandoned || undefined);
    await until('the 499', async () => (await count()) > before.counted || undefined);
    expect((await call(stack, { path: '/livez', token: undefined })).status).toBe(200);
  });
});
