import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, type FakeClock } from '@slipway/auth-verifier/testing';
import { requireConfig } from '@slipway/service-lifecycle';
import { createTelemetry } from '@slipway/service-telemetry';
import request from 'supertest';
import { createAuth } from '../create-auth.ts';
import { authSettings } from '../settings.ts';

export const ISSUER = 'https://slipway.example';

export interface TestAuth {
  readonly url: string;
  readonly clock: FakeClock;
  readonly folder: string;
  secretOf(client: string): Promise<string>;
  /** Answer of the token endpoint to a form of a declared client. */
  askToken(client: string, form?: Record<string, string>): Promise<request.Response>;
  /** An access token, or an error. */
  token(client: string, form?: Record<string, string>): Promise<string>;
  admin(method: 'get' | 'post', path: string, body?: object): Promise<request.Response>;
  introspect(token: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface TestAuthOptions {
  /** State and secrets of another instance, for a restart or a replica; whoever gives it removes it. */
  readonly folder?: string;
  readonly clock?: FakeClock;
}

/** The token service over a new folder, listening on 127.0.0.1, with a clock that stands still. */
export async function startTestAuth(
  env: Record<string, string> = {},
  { clock = createFakeClock(), ...given }: TestAuthOptions = {},
): Promise<TestAuth> {
  const folder = given.folder ?? (await mkdtemp(join(tmpdir(), 'slipway-auth-')));
  const config = requireConfig(authSettings, {
    SLIPWAY_PORT: '0',
    SLIPWAY_ISSUER: ISSUER,
    SLIPWAY_STATE_DIR: join(folder, 'state'),
    SLIPWAY_SECRETS_DIR: join(folder, 'secrets'),
    SLIPWAY_LOG_LEVEL: 'silent',
    ...env,
  });
  const auth = await createAuth(config, createTelemetry({ name: 'auth', version: 'test' }, config), clock);
  const server = createServer(auth.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const secretOf = (client: string) => readFile(join(folder, 'secrets', client), 'utf8');
  const askToken = async (client: string, form: Record<string, string> = {}) =>
    request(url)
      .post('/oauth2/token')
      .auth(client, await secretOf(client))
      .type('form')
      .send({ grant_type: 'client_credentials', ...form });
  const token = async (client: string, form?: Record<string, string>) => {
    const { status, body } = await askToken(client, form);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return String(body.access_token);
  };

  return {
    ...{ url, clock, folder, secretOf, askToken, token },
    async admin(method, path, body) {
      const bearer = await token('operator', { resource: 'urn:slipway:service:auth' });
      const call = request(url)[method](`/admin${path}`).set('authorization', `Bearer ${bearer}`);
      return body ? call.send(body) : call;
    },
    async introspect(value) {
      const secret = await secretOf('operator');
      const call = request(url).post('/oauth2/introspect').auth('operator', secret).type('form');
      return (await call.send({ token: value })).body;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await auth.stop();
      if (given.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
