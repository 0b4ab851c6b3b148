import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createEngine, forwardPorts } from '@slipway/deploy-compose-run';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { must, root } from './docker.ts';
import { NODE_IMAGE } from './testing/inside.ts';
import { until } from './testing/until.ts';

const PROJECT = `slipway-forward-${randomBytes(4).toString('hex')}`;
const IN_PROJECT = `--label=com.docker.compose.project=${PROJECT}`;
const TARGETS = { web: 8080 };
/** Says which container it is, by a request that has a body of any size. */
const WEB = `require('http').createServer(async (req, res) => {
  let size = 0;
  for await (const chunk of req) size += chunk.length;
  res.end(process.env.HOSTNAME + ' ' + size);
}).listen(8080)`;
/** What another process does that is ended in the middle. */
const FORWARD = `
import { createEngine, forwardPorts } from '@slipway/deploy-compose-run';
const [project, targets] = JSON.parse(process.env.FORWARD);
const forwards = await forwardPorts({ project, targets, containers: await createEngine().containers(project) });
process.stdout.write(forwards.portOf('web') + '\\n');`;

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'ports that lead into a project', () => {
  const networks = { outside: `${PROJECT}_outside`, inside: `${PROJECT}_inside` };
  const docker = async (...args: readonly string[]) => (await must('docker', args)).trim();
  const startWeb = (name: string) =>
    docker(
      ...['run', '--detach', `--name=${PROJECT}-${name}`, `--hostname=${name}`, '--network-alias=web'],
      ...[IN_PROJECT, '--label=com.docker.compose.service=web', `--network=${networks.inside}`],
      ...[NODE_IMAGE, 'node', '-e', WEB],
    );
  const open = async () =>
    forwardPorts({
      project: PROJECT,
      targets: TARGETS,
      containers: await createEngine().containers(PROJECT),
    });
  const ask = async (port: number, body = ''): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).text();
  const answer = (port: number) => until('an answer', () => ask(port).catch(() => undefined), 20_000);
  /** Everything in the inner network but the service itself. */
  const others = async () =>
    (await docker('ps', '--all', '--format={{.Names}}', `--filter=network=${networks.inside}`))
      .split('\n')
      .filter((name) => name !== '' && !name.startsWith(PROJECT));

  beforeAll(async () => {
    await docker('network', 'create', '--subnet=10.182.1.0/28', IN_PROJECT, networks.outside);
    await docker('network', 'create', '--subnet=10.182.1.16/28', '--internal', IN_PROJECT, networks.inside);
    await startWeb('first');
  }, 60_000);
  afterAll(async () => {
    const left = await docker('ps', '--all', '--quiet', `--filter=network=${networks.inside}`);
    if (left !== '') await docker('rm', '--force', ...left.split('\n'));
    await docker('network', 'rm', ...Object.values(networks));
  }, 60_000);

  it('reach a service that nothing outside reaches, with all that is sent, until they are closed', async () => {
    const forwards = await open();
    const port = forwards.portOf('web');
    expect(await answer(port)).toBe('first 0');
    expect(await ask(port, 'x'.repeat(2_000_000))).toBe('first 2000000');
    expect(await others()).toHaveLength(1);
    await forwards.close();
    await expect(ask(port)).rejects.toThrow('fetch failed');
    expect(await others()).toEqual([]);
  }, 60_000);

  it('lead to the container that there is by then', async () => {
    const forwards = await open();
    expect(await answer(forwards.portOf('web'))).toBe('first 0');
    await docker('rm', '--force', `${PROJECT}-first`);
    await startWeb('second');
    expect(await answer(forwards.portOf('web'))).toBe('second 0');
    await forwards.close();
  }, 60_000);

  it('are gone when the process that opened them is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', FORWARD], {
      cwd: root,
      env: { ...process.env, FORWARD: JSON.stringify([PROJECT, TARGETS]) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    expect(await answer(Number(port))).toBe('second 0');
    child.kill('SIGKILL');
    await until('nothing left', async () => (await others()).length === 0, 20_000);
  }, 60_000);

  it('are an error that says why where the project has no network to the host', async () => {
    const containers = await createEngine().containers(PROJECT);
    await expect(forwardPorts({ project: 'none', targets: TARGETS, containers })).rejects.toThrow(
      'Project none has no network that leads to the host',
    );
  });
});
