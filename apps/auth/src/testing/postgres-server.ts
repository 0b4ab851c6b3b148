import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import { until } from './until.ts';

const IMAGE = 'postgres:15.20-bookworm';
const workspace = join(import.meta.dirname, '../../../..');
const execute = promisify(execFile);
const docker = async (...args: readonly string[]) => (await execute('docker', args)).stdout.trim();

/** A real server in a container of its own, published on 127.0.0.1. */
export interface PostgresServer {
  readonly port: number;
  /** A new, empty database of a user who owns it and nothing else, sorted as in English; its `postgres://…` address. */
  createDatabase(): Promise<string>;
  /** One statement of the server's own administrator. */
  query(text: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** Output of a program in the container. */
  exec(...command: readonly string[]): Promise<string>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Connections stay and nothing is answered. */
  pause(): Promise<void>;
  unpause(): Promise<void>;
  /** The container and its data are gone. */
  remove(): Promise<void>;
}

/** Starts a server under the same restrictions as in production; throws where there is no engine. */
export async function startPostgresServer(): Promise<PostgresServer> {
  await docker('image', 'inspect', IMAGE).catch(() => execute(join(workspace, 'tools/stand-ins/build')));
  const name = `slipway-auth-test-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(16).toString('base64url');
  const port = await freePort();
  const restrictions = [
    '--read-only',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--user=999:999',
  ];
  const writable = ['--tmpfs=/run/postgresql', '--tmpfs=/tmp'];
  await docker(
    ...['run', '--detach', '--name', name, ...restrictions, ...writable],
    ...[`--publish=127.0.0.1:${port}:5432`, `--env=POSTGRES_PASSWORD=${password}`, IMAGE],
    ...['postgres', '-c', 'fsync=off'],
  );

  async function query(text: string, database = 'postgres') {
    const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', password, database, max: 1 });
    pool.on('error', () => undefined);
    try {
      return (await pool.query(text)).rows as Record<string, unknown>[];
    } finally {
      await pool.end();
    }
  }
  const answers = () =>
    query('SELECT 1').then(
      () => true,
      () => false,
    );
  const ready = () => until('the server answers', answers);

  const server: PostgresServer = {
    port,
    query,
    async createDatabase() {
      const owner = `t${randomBytes(6).toString('hex')}`;
      await query(`CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`);
      // Hyphens do not count, as in most locales of an operating system: whoever relies on an order has to say so.
      await query(
        `CREATE DATABASE ${owner} OWNER ${owner} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US-u-ka-shifted'`,
      );
      return `postgres://${owner}:${password}@127.0.0.1:${port}/${owner}`;
    },
    exec: (...command) => docker('exec', name, ...command),
    stop: async () => void (await docker('stop', name)),
    async start() {
      await docker('start', name);
      await ready();
    },
    pause: async () => void (await docker('pause', name)),
    unpause: async () => void (await docker('unpause', name)),
    remove: async () => void (await docker('rm', '--force', '--volumes', name)),
  };
  await ready().catch(async (error: unknown) => {
    await server.remove();
    throw error;
  });
  return server;
}

/** Chosen beforehand: one that the engine chooses is another after a restart of the container. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
