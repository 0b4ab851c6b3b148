import { withEngine } from './testing/engine-server.ts';
import { frame } from './testing/frame.ts';

const inspected = (wish: { State?: object; Config?: object } = {}) => ({
  Id: 'a',
  Name: '/stack-auth-1',
  Image: 'sha256:1',
  RestartCount: 2,
  State: {
    Status: 'running',
    ExitCode: 0,
    OOMKilled: false,
    Pid: 42,
    StartedAt: '2026-01-01T00:00:00Z',
    Health: { Status: 'healthy' },
    ...wish.State,
  },
  Config: {
    Env: ['SLIPWAY_PORT=8090', 'NODE_OPTIONS=--max-old-space-size=128'],
    Labels: {
      'com.docker.compose.project': 'stack',
      'com.docker.compose.service': 'auth',
      'com.docker.compose.config-hash': 'abc',
    },
    ...wish.Config,
  },
  NetworkSettings: { Networks: { 'stack_web-to-auth': {}, 'stack_auth-to-db': {} } },
});
const listing = { 'GET /containers/json': { body: [{ Id: 'a' }, { Id: 'gone' }] } };

describe('the containers of a project', () => {
  it('are those with its label, ended ones included, without one that went meanwhile', async () => {
    const { result, requests } = await withEngine(
      { ...listing, 'GET /containers/a/json': { body: inspected() } },
      (engine) => engine.containers('stack'),
    );
    expect(result).toEqual([
      {
        id: 'a',
        name: 'stack-auth-1',
        service: 'auth',
        configHash: 'abc',
        image: 'sha256:1',
        state: 'running',
        health: 'healthy',
        exitCode: 0,
        outOfMemory: false,
        pid: 42,
        restarts: 2,
        startedAt: '2026-01-01T00:00:00Z',
        env: { SLIPWAY_PORT: '8090', NODE_OPTIONS: '--max-old-space-size=128' },
        labels: inspected().Config.Labels,
        networks: ['stack_auth-to-db', 'stack_web-to-auth'],
      },
    ]);
    const query = new URL(requests[0]!.replace('GET ', 'http://engine')).searchParams;
    expect([query.get('all'), query.get('filters')]).toEqual([
      'true',
      '{"label":["com.docker.compose.project=stack"]}',
    ]);
  });

  it('have no process and no health where they have ended and have no health check', async () => {
    const State = { Status: 'exited', ExitCode: 137, OOMKilled: true, Pid: 0, Health: undefined };
    const { result } = await withEngine(
      { ...listing, 'GET /containers/a/json': { body: inspected({ State }) } },
      (engine) => engine.containers('stack'),
    );
    expect(result).toMatchObject([{ pid: undefined, health: undefined, exitCode: 137, outOfMemory: true }]);
  });

  it('are an error where the engine has one', async () => {
    const broken = { 'GET /containers/a/json': { status: 500, body: { message: 'no disk' } } };
    await expect(
      withEngine({ ...listing, ...broken }, (engine) => engine.containers('stack')),
    ).rejects.toMatchObject({ statusCode: 500 });
  });
});

it('has no id of an image that is not there', async () => {
  const { result } = await withEngine({ 'GET /images/here/json': { body: { Id: 'sha256:1' } } }, (engine) =>
    Promise.all([engine.imageId('here'), engine.imageId('nowhere')]),
  );
  expect(result).toEqual(['sha256:1', undefined]);
});

describe('the end of a container', () => {
  it('takes as long as the container’s own configuration gives it', async () => {
    const { requests } = await withEngine(
      { 'POST /containers/a/stop': { status: 204 }, 'DELETE /containers/a': { status: 204 } },
      (engine) => engine.retire('a'),
    );
    expect(requests).toEqual(['POST /containers/a/stop', 'DELETE /containers/a?force=true']);
  });

  it.each([
    ['it had ended already', 304, 204],
    ['it was gone already', 404, 404],
    ['somebody else removes it just now', 204, 409],
  ])('is well where %s', async (_what, stop, remove) => {
    const answers = {
      'POST /containers/a/stop': { status: stop },
      'DELETE /containers/a': { status: remove },
    };
    await expect(withEngine(answers, (engine) => engine.retire('a'))).resolves.toBeDefined();
  });

  it('is an error where the engine cannot do it', async () => {
    const answers = { 'POST /containers/a/stop': { status: 204 }, 'DELETE /containers/a': { status: 500 } };
    await expect(withEngine(answers, (engine) => engine.retire('a'))).rejects.toMatchObject({
      statusCode: 500,
    });
  });
});

describe('the end of a life before the present one', () => {
  const startedAt = '2026-01-01T00:00:10.5Z';
  const exitCodeBefore = (events: readonly object[]) =>
    withEngine(
      { 'GET /events': { body: Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')) } },
      (engine) => engine.exitCodeBefore({ id: 'a', startedAt }),
    );
  const died = (exitCode: string) => ({ Action: 'die', Actor: { Attributes: { exitCode } } });

  it('is told by the engine’s latest word of a death before that start', async () => {
    const { result, requests } = await exitCodeBefore([died('1'), died('78')]);
    expect(result).toBe(78);
    const query = new URL(requests[0]!.replace('GET ', 'http://engine')).searchParams;
    expect([query.get('until'), query.get('filters')]).toEqual([
      '1767225610.5',
      '{"container":["a"],"event":["die"]}',
    ]);
  });

  it('is unknown where the engine has forgotten it', async () => {
    expect((await exitCodeBefore([])).result).toBeUndefined();
  });
});

describe('the last lines of a container', () => {
  const lastLines = async (body: Buffer) =>
    (await withEngine({ 'GET /containers/a/logs': { body } }, (engine) => engine.lastLines('a', 2))).result;

  it('are of both streams', async () => {
    expect(await lastLines(Buffer.concat([frame('one\n'), frame('two\n', 2)]))).toEqual(['one', 'two']);
  });

  it('are none where it wrote nothing, or is gone', async () => {
    expect(await lastLines(Buffer.alloc(0))).toEqual([]);
    expect((await withEngine({}, (engine) => engine.lastLines('a', 2))).result).toEqual([]);
  });
});
