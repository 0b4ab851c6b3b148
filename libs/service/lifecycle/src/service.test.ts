import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const fixture = new URL('./testing/fixture.ts', import.meta.url).pathname;

function start(mode: string) {
  const child = fork(fixture, [mode], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const says = async (text: string) => {
    while (!output.includes(text)) await once(child.stdout!, 'data');
  };
  return { child, says, output: () => output };
}

const exitOf = async (child: ChildProcess) => (await once(child, 'close'))[0] as number | null;

describe('a service', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('finishes and exits with 0 on %s', async (signal) => {
    const { child, says, output } = start('run');
    await says('started');
    child.kill(signal);
    expect(await exitOf(child)).toBe(0);
    expect(output()).toBe('started\nstopping\nstopped\n');
  });

  it('stops once, however many signals come', async () => {
    const { child, says, output } = start('run');
    await says('started');
    child.kill('SIGTERM');
    await says('stopping');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(output()).toBe('started\nstopping\nstopped\n');
  });

  it('stops when its supervisor is gone', async () => {
    const { child, says } = start('run');
    await says('started');
    child.disconnect();
    // Node gives no `close` after a disconnect.
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends a stop that hangs', async () => {
    const { child, says } = start('hang');
    await says('started');
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(1);
  });

  it('drains after a defect and exits with 1', async () => {
    const { child, output } = start('defect');
    expect(await exitOf(child)).toBe(1);
    expect(output()).toBe('started\ndefect: defect\nstopping\nstopped\n');
  });

  it('ends a start that hangs after a defect, and says what the defect was', async () => {
    const { child, output } = start('defect while starting');
    expect(await exitOf(child)).toBe(1);
    expect(output()).toMatch(/^fixture: Error: defect\n/);
  });

  it('that cannot start says why in one line and exits with 78', async () => {
    const { child, output } = start('refuse');
    expect(await exitOf(child)).toBe(78);
    expect(output()).toBe('fixture: PORT is missing: set it\n');
  });
});
