import { startStack, stopStack, type Member } from './stack.ts';
import type { StartOutcome } from './supervised-service.ts';

function members(outcomes: Record<string, StartOutcome['kind']> = {}) {
  const log: string[] = [];
  const member = (name: string, calls: readonly string[] = []): Member => ({
    calls,
    service: {
      name,
      status: () => ({ state: 'running', pid: undefined, restarts: 0 }),
      restart: () => undefined,
      start: async () => {
        log.push(`start ${name}`);
        await new Promise((resolve) => setImmediate(resolve));
        const kind = outcomes[name] ?? 'ready';
        log.push(`${kind} ${name}`);
        const exit = { code: 1, signal: undefined };
        return kind === 'failed' ? { kind, exit, isSlow: false, lastLines: [] } : { kind };
      },
      stop: async () => {
        log.push(`stop ${name}`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`stopped ${name}`);
      },
    },
  });
  return {
    log,
    all: [
      member('auth'),
      member('b', ['auth']),
      member('c', ['auth']),
      member('gateway', ['auth', 'b', 'c']),
    ],
  };
}

describe('a stack of services', () => {
  it('starts each after those that it calls, and independent ones together', async () => {
    const { all, log } = members();
    expect(await startStack(all)).toEqual({ kind: 'ready' });
    expect(log).toEqual([
      'start auth',
      'ready auth',
      'start b',
      'start c',
      'ready b',
      'ready c',
      'start gateway',
      'ready gateway',
    ]);
  });

  it('names the service that failed and starts nothing that calls it', async () => {
    const { all, log } = members({ b: 'failed' });
    expect(await startStack(all)).toMatchObject({ kind: 'failed', service: 'b' });
    expect(log).not.toContain('start gateway');
  });

  it('stops each before those that it calls', async () => {
    const { all, log } = members();
    await stopStack(all);
    const order = [
      'stop gateway',
      'stopped gateway',
      'stop c',
      'stop b',
      'stopped c',
      'stopped b',
      'stop auth',
    ];
    expect(log).toEqual([...order, 'stopped auth']);
  });
});
