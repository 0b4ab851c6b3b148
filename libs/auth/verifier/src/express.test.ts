import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError, statusOf, toOipBody } from '@slipway/service-problem';
import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { authenticate, authorize, createVerifier, principalOf, type Verifier } from './index.ts';
import { createTestIssuer, type TestIssuer } from './testing/index.ts';

let issuer: TestIssuer;
let verifier: Verifier;

beforeAll(async () => {
  issuer = await createTestIssuer();
  verifier = createVerifier({ issuer: issuer.issuer, audience: issuer.audience, jwksUrl: issuer.jwksUrl });
  await verifier.start();
});
afterAll(async () => {
  verifier.stop();
  await issuer.close();
});

const writeError: ErrorRequestHandler = (error, _req, res, _next) => {
  if (!(error instanceof ProblemError)) return void res.status(500).end();
  res
    .set(error.problem.headers ?? {})
    .status(statusOf(error.problem))
    .json(toOipBody(error.problem));
};

function app() {
  const server = express();
  server.get('/forgotten', (_req, res) => res.json(principalOf(res).clientId));
  server.use(authenticate(verifier));
  const forModel = authorize((req) => [`infer:${String(req.params.model)}`, 'infer']);
  server.get('/v2/models/:model', forModel, (req, res) =>
    res.json({ client: principalOf(res).clientId, headers: Object.keys(req.headers) }),
  );
  return server.use(writeError);
}

const call = (path: string, headers: Record<string, string> = {}) => request(app()).get(path).set(headers);
const token = (scope: string) => ({ authorization: `Bearer ${issuer.mint({ claims: { scope } })}` });

describe('a guarded route', () => {
  it.each(['infer', 'infer:digits', 'metrics:read infer:digits'])('admits scope "%s"', async (scope) => {
    const { status, body } = await call('/v2/models/digits', token(scope));
    expect([status, body.client]).toEqual([200, 'test-client']);
  });

  it.each(['', 'infer:other', 'infer:digit', 'metrics:read', 'INFER'])(
    'row 81: refuses scope "%s"',
    async (scope) => {
      const { status, headers } = await call('/v2/models/digits', token(scope));
      expect(status).toBe(403);
      expect(headers['www-authenticate']).toBe(
        'Bearer realm="slipway", error="insufficient_scope", scope="infer:digits infer"',
      );
    },
  );

  it('keeps what a caller wrote into the path out of the header', async () => {
    const { status, headers } = await call('/v2/models/%22%0d%0ax', token('none'));
    expect([status, headers['www-authenticate']]).toEqual([
      403,
      'Bearer realm="slipway", error="insufficient_scope", scope="infer"',
    ]);
  });

  it('row 66: asks for a token', async () => {
    const { status, headers } = await call('/v2/models/digits');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="slipway"']);
  });

  it('row 67: refuses a token in the address, even a valid one', async () => {
    expect((await call(`/v2/models/digits?access_token=${issuer.mint()}`)).status).toBe(401);
  });

  it('row 67: refuses two ways of sending a token with 400', async () => {
    expect((await call(`/v2/models/digits?access_token=${issuer.mint()}`, token('infer'))).status).toBe(400);
  });

  it('row 67: refuses two Authorization headers, which Node would fold into one', async () => {
    const server = createServer(app());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const status = await new Promise((resolve, reject) => {
      const bearer = `Bearer ${issuer.mint()}`;
      const headers = ['host', 'x', 'authorization', bearer, 'authorization', bearer];
      send({ port, host: '127.0.0.1', path: '/v2/models/digits', headers }, (res) =>
        resolve(res.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
    server.close();
    expect(status).toBe(401);
  });

  it.each(['x-client-id', 'x-forwarded-client-cert'])(
    'row 82: does not take %s for an identity',
    async (name) => {
      expect((await call('/v2/models/digits', { [name]: 'operator' })).status).toBe(401);
      const { body } = await call('/v2/models/digits', { [name]: 'operator', ...token('infer') });
      expect(body.client).toBe('test-client');
      expect(body.headers).not.toContain(name);
    },
  );

  it('refuses everybody when authentication was forgotten', async () => {
    expect((await call('/forgotten', token('infer'))).status).toBe(401);
  });
});
