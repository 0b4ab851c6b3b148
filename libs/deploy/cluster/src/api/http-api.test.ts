import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../connect/connect.ts';
import type { Cluster } from '../objects/cluster.ts';

// Loading the Kubernetes client alone takes seconds on a busy machine.
import.meta.jest.setTimeout(60_000);

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let folder: string;
let cluster: Cluster;
/** For what never answers. */
let impatient: Cluster;
let handler: Handler;
const asked: string[] = [];

const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
) =>
  void response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
const KINDS: Readonly<Record<string, unknown>> = {
  '/api/v1': {
    resources: [
      { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
      { name: 'configmaps/x', kind: 'ConfigMap', namespaced: false },
      { name: 'pods', kind: 'Pod', namespaced: true },
      { name: 'namespaces', kind: 'Namespace', namespaced: false },
    ],
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const [path = ''] = (request.url ?? '').split('?');
      if (KINDS[path] !== undefined) return json(response, 200, KINDS[path]);
      asked.push(`${request.method} ${request.url}`);
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'slipway-api-'));
  writeConfig((server.address() as AddressInfo).port);
  const env = { KUBECONFIG: join(folder, 'config') };
  cluster = await connect({ env });
  impatient = await connect({ env, timeoutMillis: 400 });
});
afterAll(async () => {
  await cluster.close();
  await impatient.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
});

function writeConfig(port: number): void {
  const config = {
    'current-context': 'here',
    clusters: [
      { name: 'c', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'u', user: { token: 'secret-token' } }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(config));
}

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a b' };
const manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'shop' },
  data: { futureField: 'kept' },
};

describe('calls to the API server', () => {
  it('go to the path that the server names for a kind, with the credentials of the context', async () => {
    handler = ({ headers }, response) => json(response, 200, { ...manifest, token: headers.authorization });
    expect(await cluster.get(ref)).toMatchObject({ token: 'Bearer secret-token' });
    expect(asked).toEqual(['GET /api/v1/namespaces/shop/configmaps/a%20b']);
  });

  it('apply as it stands, under one field manager, and hand on what the server warns of', async () => {
    handler = ({ headers }, response, body) =>
      json(
        response,
        200,
        { sent: JSON.parse(body), type: headers['content-type'] },
        { warning: '299 - "old \\"field\\"", 299 - "b"' },
      );
    expect(await cluster.apply(manifest, { dryRun: true, force: true })).toEqual({
      ok: true,
      object: { sent: manifest, type: 'application/apply-patch+yaml' },
      warnings: ['old "field"', 'b'],
    });
    expect(asked).toEqual([
      'PATCH /api/v1/namespaces/shop/configmaps/a?fieldManager=slipway&force=true&dryRun=All',
    ]);
  });

  it('tell whose field it is that stands against an apply', async () => {
    const cause = {
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl-edit" using v1',
      field: '.data.a',
    };
    handler = (_, response) =>
      json(response, 409, { code: 409, reason: 'Conflict', details: { causes: [cause] } });
    expect(await cluster.apply(manifest)).toEqual({
      ok: false,
      conflicts: [
        {
          object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a' },
          field: '.data.a',
          manager: 'kubectl-edit',
        },
      ],
    });
  });

  it('read long lists page by page, and give items their kind', async () => {
    handler = ({ url = '' }, response) =>
      json(
        response,
        200,
        url.includes('continue=next')
          ? { items: [{ metadata: { name: 'b' } }] }
          : { items: [{ metadata: { name: 'a' } }], metadata: { continue: 'next' } },
      );
    const found = await cluster.list(
      { apiVersion: 'v1', kind: 'Pod' },
      { namespace: 'shop', labelSelector: 'x=y' },
    );
    expect(found.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Pod a', 'Pod b']);
    expect(asked[0]).toBe('GET /api/v1/namespaces/shop/pods?labelSelector=x%3Dy&limit=500');
  });

  it('are told apart where the object is not there, was there, or has changed', async () => {
    handler = (_, response) => json(response, 404, { code: 404, reason: 'NotFound' });
    expect([await cluster.get(ref), await cluster.delete(ref)]).toEqual([undefined, 'absent']);
    handler = (_, response) => json(response, 409, { code: 409, reason: 'AlreadyExists' });
    expect(await cluster.create(manifest)).toBeUndefined();
    handler = (_, response) => json(response, 409, { code: 409, reason: 'Conflict' });
    expect([await cluster.replace(manifest), await cluster.delete(ref, { uid: 'u' })]).toEqual([
      undefined,
      'changed',
    ]);
  });

  it('are sent again where the server is busy, if that does no harm', async () => {
    handler = (_, response) => (asked.length < 3 ? json(response, 429, {}) : json(response, 200, manifest));
    expect(await cluster.get(ref)).toEqual(manifest);
    expect(asked).toHaveLength(3);
    asked.length = 0;
    handler = (_, response) => json(response, 503, { code: 503, message: 'starting' });
    await expect(cluster.create(manifest)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      'does not know us',
      401,
      { code: 401 },
      'forbidden',
      /does not know who asks to get ConfigMap a b in shop/,
    ],
    [
      'forbids it',
      403,
      { code: 403, message: 'cannot get' },
      'forbidden',
      /cannot get; the role it needs is in k8s\/cluster/,
    ],
    ['has a quota against it', 403, { code: 403, message: 'exceeded quota: x' }, 'refused', /exceeded quota/],
    ['finds it wrong', 422, { code: 422, message: 'spec.x: Required' }, 'invalid', /spec.x: Required/],
    [
      'has an admission policy against it',
      422,
      { code: 422, message: "ValidatingAdmissionPolicy 'p' denied" },
      'refused',
      /denied/,
    ],
    ['answers nonsense', 418, 'teapot', 'failed', /teapot/],
  ])('say what is known where the server %s', async (_, status, body, kind, message) => {
    handler = (_request, response) => json(response, status, body);
    await expect(cluster.get(ref)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    await expect(cluster.get(ref)).rejects.toMatchObject({
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+ \(context here\)/),
    });
  });

  it('end after their time, and say server, verb and object', async () => {
    handler = () => undefined;
    const begin = performance.now();
    await expect(impatient.get(ref)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /127\.0\.0\.1:\d+ \(context here\) cannot be reached to get ConfigMap a b in shop: no answer within 0.4 s/,
      ),
    });
    expect(performance.now() - begin).toBeLessThan(8_000);
  });

  it('end after their time also where the answer begins and never ends', async () => {
    handler = (_, response) => void response.writeHead(200).write('{');
    await expect(impatient.get(ref)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('end when they are stopped', async () => {
    handler = () => undefined;
    await expect(cluster.get(ref, AbortSignal.timeout(50))).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('name a kind that the server does not have', async () => {
    const unknown = { apiVersion: 'example.org/v1', kind: 'Ship', namespace: 'shop', name: 'x' };
    handler = (_, response) => json(response, 404, {});
    await expect(cluster.get(unknown)).rejects.toMatchObject({
      kind: 'no-kind',
      message: expect.stringMatching(/has no kind Ship in example.org\/v1/),
    });
  });

  it('read the end of a log, and nothing where there is none', async () => {
    handler = (_, response) => void response.end('one\ntwo\n');
    const log = { namespace: 'shop', pod: 'p', container: 'c', lines: 5 };
    expect(await cluster.readLog(log)).toEqual(['one', 'two']);
    expect(asked[0]).toBe(
      'GET /api/v1/namespaces/shop/pods/p/log?container=c&previous=false&tailLines=5&limitBytes=65536',
    );
    handler = (_, response) => json(response, 400, { message: 'previous terminated container not found' });
    expect(await cluster.readLog(log)).toEqual([]);
  });
});
