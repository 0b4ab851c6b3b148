import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-main-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      SLIPWAY_PORT: '0',
      SLIPWAY_ISSUER: 'http://127.0.0.1:8080',
      SLIPWAY_STATE_DIR: join(folder, 'state'),
      SLIPWAY_SECRETS_DIR: join(folder, 'secrets'),
      SLIPWAY_DRAIN_DELAY_MILLIS: '0',
      ...env,
    },
  });
  const output = { stdout: '', stderr: '' };
  const listening = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
    const url = /listening on (http:[^"]+)/.exec(output.stdout)?.[1];
    if (url) listening.resolve(url);
  });
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output, exited, listening: listening.promise };
}

describe('the process', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['a missing setting', { SLIPWAY_ISSUER: '' }, /^auth: SLIPWAY_ISSUER is missing: set it .*\n$/],
    ['a bad setting', { SLIPWAY_TOKEN_TTL_SECONDS: '1' }, /^auth: SLIPWAY_TOKEN_TTL_SECONDS: expected .*\n$/],
    ['bad clients', { SLIPWAY_CLIENTS_FILE: '/dev/null' }, /^auth: .*mend the file\n$/],
    ['no place for its state', { SLIPWAY_STATE_DIR: '' }, /^auth: SLIPWAY_STATE_DIR is missing: .*\n$/],
    [
      'a bad address of the database',
      { SLIPWAY_DATABASE_URL: 'mysql://u:topsecret@db/s' },
      /^auth: SLIPWAY_DATABASE_URL: expected postgres:\/\/user@host:port\/database\n$/,
    ],
    [
      'a password for no database',
      { SLIPWAY_DATABASE_PASSWORD_FILE: '/dev/null' },
      /^auth: SLIPWAY_DATABASE_URL is missing: .*\n$/,
    ],
    [
      'a missing password file',
      { SLIPWAY_DATABASE_URL: 'postgres://u@db/s', SLIPWAY_DATABASE_PASSWORD_FILE: '/none' },
      /^auth: SLIPWAY_DATABASE_PASSWORD_FILE: cannot read \/none \(ENOENT\): .*\n$/,
    ],
    [
      'two passwords',
      { SLIPWAY_DATABASE_URL: 'postgres://u:topsecret@db/s', SLIPWAY_DATABASE_PASSWORD_FILE: '/dev/null' },
      /^auth: There are two passwords: take .*\n$/,
    ],
  ])('exits with 78 and one line on %s', async (_what, env, line) => {
    const { output, exited } = run(env);
    expect(await exited).toBe(78);
    expect(output.stderr).toMatch(line);
    expect(output.stderr + output.stdout).not.toContain('topsecret');
  });

  it('exits with 69 and one line when its PostgreSQL stays away', async () => {
    const { output, exited } = run({
      SLIPWAY_DATABASE_URL: 'postgres://u:topsecret@127.0.0.1:1/state',
      SLIPWAY_DATABASE_WAIT_SECONDS: '1',
    });
    expect(await exited).toBe(69);
    expect(output.stderr).toMatch(
      /^auth: Cannot reach the database 127\.0\.0\.1:1\/state within 1 s \(.*ECONNREFUSED.*\): start it, .*\n$/,
    );
    expect(output.stdout).toContain('waiting for PostgreSQL: ');
    expect(output.stderr + output.stdout).not.toContain('topsecret');
  });

  it('exits with 78 and one line on a corrupt database', async () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state', 'auth.db'), 'garbage'.repeat(1_000));
    const { output, exited } = run();
    expect(await exited).toBe(78);
    expect(output.stderr).toMatch(/^auth: Cannot use the database .* restore it .*\n$/);
  });

  it('starts, serves, says no secret and no word of its libraries, and stops on SIGTERM with 0', async () => {
    const { child, output, exited, listening } = run();
    const url = await listening;
    const secret = readFileSync(join(folder, 'secrets', 'demo'), 'utf8');
    const call = request(url).post('/oauth2/token').auth('demo', secret).type('form');
    const { body } = await call.send({ grant_type: 'client_credentials', origin: 'x' });
    expect((await request(url).get('/readyz')).status).toBe(200);
    await request(url).get(`/oauth2/jwks?access_token=${body.access_token}`);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.stderr).toBe('');
    for (const line of output.stdout.trim().split('\n'))
      expect(JSON.parse(line)['service.name']).toBe('auth');
    expect(output.stdout).toContain('"client.id":"demo"');
    expect(output.stdout).not.toContain(secret);
    expect(output.stdout).not.toContain(body.access_token.split('.')[2]);
  });
});
