import { createFakeProcess, type FakeProcess } from '../testing/fake-process.ts';
import { createManualClock, settle } from '../testing/manual-clock.ts';
import type { ServiceEvent } from './service-event.ts';
import { superviseService } from './supervise-service.ts';

function supervised({ isStubborn = false } = {}) {
  const clock = createManualClock();
  const processes: FakeProcess[] = [];
  const events: ServiceEvent[] = [];
  const state = { isReady: true };
  const service = superviseService({
    name: 'a',
    launch: () => {
      const launched = createFakeProcess(100 + processes.length, { isStubborn });
      processes.push(launched);
      return launched;
    },
    probe: async () => state.isReady,
    startupSeconds: 2,
    drainSeconds: 10,
    clock,
    random: () => 1,
    onEvent: (event) => events.push(event),
    onChange: () => undefined,
  });
  const latest = () => processes.at(-1) as FakeProcess;
  return { clock, processes, events, state, service, latest };
}

describe('a supervised service', () => {
  it('is ready when its probe says so', async () => {
    const { service, events } = supervised();
    expect(await service.start()).toEqual({ kind: 'ready' });
    expect(service.status()).toEqual({ state: 'running', pid: 100, restarts: 0 });
    expect(events).toEqual([{ kind: 'ready', millis: 0, pid: 100 }]);
  });

  it('is started again after a crash, later each time, and says so', async () => {
    const { service, clock, events, latest, processes, state } = supervised();
    await service.start();
    state.isReady = false;
    for (const delay of [250, 500, 1000]) {
      latest().exit({ signal: 'SIGKILL' });
      await clock.advance(delay - 1);
      expect(service.status().state).toBe('backoff');
      await clock.advance(1);
      expect(service.status().state).toBe('starting');
    }
    expect(processes).toHaveLength(4);
    const crashes = events.filter((event) => event.kind === 'crashed');
    expect(crashes.map(({ attempt, delayMillis }) => [attempt, delayMillis])).toEqual([
      [1, 250],
      [2, 500],
      [3, 1000],
    ]);
  });

  it('tells the last words of a crash at the start, once, and again after an edit', async () => {
    const { service, clock, events, latest, state } = supervised();
    await service.start();
    state.isReady = false;
    for (let crash = 0; crash < 3; crash++) {
      latest().exit({ code: 1 });
      await clock.advance(1_000);
    }
    service.restart();
    await settle();
    latest().exit({ code: 1 });
    await settle();
    const words = events.flatMap((event) => (event.kind === 'crashed' ? [event.lastLines.length] : []));
    // The first crash was of a service that had been ready.
    expect(words).toEqual([0, 1, 0, 1]);
  });

  it('begins with the short delay again after it has been healthy for a while', async () => {
    const { service, clock, events, latest } = supervised();
    await service.start();
    for (const healthyMillis of [0, 0, 30_000]) {
      await clock.advance(healthyMillis);
      latest().exit({ code: 1 });
      await clock.advance(10_000);
    }
    // Each of the first two had ten seconds less its backoff, which is not enough.
    const attempts = events.filter((event) => event.kind === 'crashed').map(({ attempt }) => attempt);
    expect(attempts).toEqual([1, 2, 1]);
  });

  it('is not restarted when its configuration is wrong, and says so', async () => {
    const { service, clock, events, latest, processes } = supervised();
    await service.start();
    latest().exit({ code: 78 });
    await clock.advance(60_000);
    expect(processes).toHaveLength(1);
    expect(service.status().state).toBe('failed');
    expect(events.at(-1)?.kind).toBe('gave-up');
    await service.stop();
    expect(service.status().state).toBe('stopped');
  });

  it('reports a first start that ends, and does not try again', async () => {
    const { service, clock, latest, state } = supervised();
    state.isReady = false;
    const starting = service.start();
    await clock.advance(100);
    latest().exit({ code: 78 });
    const exit = { code: 78, signal: undefined };
    expect(await starting).toEqual({
      kind: 'failed',
      exit,
      isSlow: false,
      lastLines: ['{"message":"last words"}'],
    });
  });

  it('reports a first start that takes too long, and stops it', async () => {
    const { service, clock, latest, state, events } = supervised();
    state.isReady = false;
    const starting = service.start();
    await clock.advance(2_000);
    expect(await starting).toMatchObject({ kind: 'failed', isSlow: true });
    expect(latest().signals).toEqual(['SIGTERM']);
    expect(events).toEqual([{ kind: 'too-slow', startupSeconds: 2 }]);
  });

  it('stops once, however often it is asked, and is not started again', async () => {
    const { service, processes } = supervised();
    await service.start();
    await Promise.all([service.stop(), service.stop()]);
    expect(service.status().state).toBe('stopped');
    expect(processes).toHaveLength(1);
  });

  it('ends its backoff at once when it is stopped', async () => {
    const { service, latest, processes } = supervised();
    await service.start();
    latest().exit({ code: 1 });
    await settle();
    expect(service.status().state).toBe('backoff');
    await service.stop();
    expect(processes).toHaveLength(1);
  });

  it('is killed when it does not end within its drain time', async () => {
    const { service, clock, latest, events } = supervised({ isStubborn: true });
    await service.start();
    const stopping = service.stop();
    await clock.advance(15_000);
    await stopping;
    expect(latest().signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(events.at(-1)).toEqual({ kind: 'killed', afterMillis: 15_000 });
  });

  it('drains and starts again at once after an edit, also when it had been given up', async () => {
    const { service, latest, processes } = supervised();
    await service.start();
    service.restart();
    await settle();
    expect(processes.map(({ signals }) => signals)).toEqual([['SIGTERM'], []]);
    latest().exit({ code: 78 });
    await settle();
    expect(service.status().state).toBe('failed');
    service.restart();
    await settle();
    expect(service.status()).toEqual({ state: 'running', pid: 102, restarts: 2 });
  });
});
