import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { freePorts, writeWorkspace } from '../testing/fixture-workspace.ts';
import { runCommand, until, type RunningCommand } from '../testing/run-command.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { readRun } from '../run-state/run-file.ts';
import { isAlive } from '../run-state/process-identity.ts';

import.meta.jest.setTimeout(60_000);

const root = useTemporaryFolder();
const started: RunningCommand[] = [];
let ports: number[] = [];

const start = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const command = runCommand(root(), ['up', ...args], env);
  started.push(command);
  return command;
};
const runFile = () => join(root(), '.slipway/run.json');
const services = () => readRun(runFile())?.services ?? [];
const pidsNow = () => services().flatMap(({ process }) => process ?? []);
const url = (index: number, path = '/') => `http://127.0.0.1:${ports[index]}${path}`;
const ask = async (index: number, path?: string) => (await fetch(url(index, path))).json();

beforeEach(async () => {
  ports = await freePorts(2);
  const [back = 0, front = 0] = ports;
  writeWorkspace(root(), [
    { name: 'back', port: back },
    { name: 'front', port: front, calls: ['back'] },
  ]);
});

afterEach(async () => {
  for (const { child } of started.splice(0)) child.kill('SIGTERM');
  if (existsSync(runFile())) await runCommand(root(), ['down']).exited;
});

describe('slipway up', () => {
  it('runs services, records them, and leaves nothing behind after two Ctrl-C', async () => {
    const up = start();
    await up.said('Ready');
    expect(services().map(({ name, state, version }) => [name, state, version])).toEqual([
      ['back', 'running', '1.2.3'],
      ['front', 'running', '1.2.3'],
    ]);
    const pids = pidsNow();
    const slow = await fetch(url(1, '/slow'), { headers: { connection: 'close' } });
    up.child.kill('SIGINT');
    up.child.kill('SIGINT');
    expect(await slow.text()).toBe('begun done');
    expect(await up.exited).toEqual({ code: 0, signal: null });
    expect([existsSync(runFile()), pids.some(isAlive)]).toEqual([false, false]);
  });

  it('gives a service the environment that follows from declarations, and no more', async () => {
    const up = start([], { UNRELATED_SECRET: 'x', SLIPWAY_LOG_LEVEL: 'warn', SLIPWAY_PORT: '1' });
    await up.said('Ready');
    const { env } = (await ask(1)) as { env: Record<string, string> };
    expect(env).toMatchObject({
      SLIPWAY_PORT: String(ports[1]),
      SLIPWAY_URL_BACK: `http://127.0.0.1:${ports[0]}`,
      SLIPWAY_LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
    });
    expect(env).not.toHaveProperty('UNRELATED_SECRET');
  });

  it('restarts a crashed service and says how it ended', async () => {
    const up = start();
    await up.said('Ready');
    const [before] = pidsNow();
    await ask(0, '/crash').catch(() => undefined);
    await up.said('back crashed (exit code 3): restart 1 in');
    await until(() => services()[0]?.restarts === 1 && services()[0]?.state === 'running');
    expect(pidsNow()[0]).not.toEqual(before);
    process.kill(pidsNow()[1]?.pid ?? 0, 'SIGKILL');
    await up.said('front crashed (signal SIGKILL)');
  });

  it('takes its services along when it is killed, and down clears what it left', async () => {
    const up = start();
    await up.said('Ready');
    const pids = pidsNow();
    up.child.kill('SIGKILL');
    await up.exited;
    await until(() => !pids.some(isAlive));
    const status = runCommand(root(), ['status']);
    expect(await status.exited).toMatchObject({ code: 69 });
    expect(status.output()).toContain(`its supervisor died (pid ${up.child.pid}); ./slipway up clears`);
    const down = runCommand(root(), ['down']);
    expect(await down.exited).toMatchObject({ code: 0 });
    expect(existsSync(runFile())).toBe(false);
  });

  it('refuses a second run while one is there', async () => {
    await start().said('Ready');
    const second = start();
    expect(await second.exited).toMatchObject({ code: 69 });
    expect(second.output()).toMatch(/running already \(pid \d+.*\.\/slipway down/);
  });

  it('names a taken port, its service and the fix', async () => {
    const server = createServer().listen(ports[0], '127.0.0.1');
    const up = start();
    expect(await up.exited).toMatchObject({ code: 69 });
    expect(up.output()).toMatch(new RegExp(`^slipway: Port ${ports[0]} of back is taken.*--port-offset`));
    await new Promise((resolve) => server.close(resolve));
  });

  it('repeats the line of a service whose configuration is wrong, and stops the rest', async () => {
    const up = start([], { SLIPWAY_FIXTURE_CONFIG: 'bad' });
    expect(await up.exited).toMatchObject({ code: 78 });
    expect(up.output()).toContain('\nslipway: back: SLIPWAY_FIXTURE_CONFIG: expected good, got bad\n');
    expect(existsSync(runFile())).toBe(false);
  });

  it('refuses wrong settings of all services before it starts any, and names what is misspelled', async () => {
    const up = start([], { SLIPWAY_LOG_LEVEL: 'loud', SLIPWAY_IDLE_TIMEOUT_MILIS: '1' });
    expect(await up.exited).toMatchObject({ code: 78 });
    expect(up.output()).toContain('slipway: back, front: SLIPWAY_LOG_LEVEL: expected one of');
    expect(up.output()).toContain('did you mean SLIPWAY_IDLE_TIMEOUT_MILLIS?');
    expect(existsSync(join(root(), '.slipway/logs/back.log'))).toBe(false);
  });

  it('tells why a service ends at its start after an edit, and starts it again after the next', async () => {
    const up = start(['--watch']);
    await up.said('Ready');
    const main = join(root(), 'apps/back/src/main.ts');
    const sound = readFileSync(main, 'utf8');
    writeFileSync(main, `throw new Error('not finished yet');\n${sound}`);
    await up.said('back crashed (exit code 1): restart 1 in');
    await up.said('  | Error: not finished yet');
    writeFileSync(main, sound);
    await until(() => services()[0]?.state === 'running');
  });

  it('restarts what was edited with --watch: an app alone, all after a library', async () => {
    const up = start(['--watch']);
    await up.said('Ready');
    const main = join(root(), 'apps/back/src/main.ts');
    writeFileSync(main, `${readFileSync(main, 'utf8')}\n// edited`);
    await up.said('apps/back/src/main.ts was edited: restarting back');
    await until(() => services()[0]?.restarts === 1 && services()[0]?.state === 'running');
    expect(services()[1]?.restarts).toBe(0);
  });
});
