import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './docker.ts';

const FOLDER = join(root, 'compose/logging/elasticsearch');
const PASSWORDS = { elastic: 'e-secret', kibana_system: 'k-secret', 'slipway-shipper': 's-secret' };

interface Call {
  readonly at: string;
  readonly body: unknown;
}

/** Runs the set-up against a server that gives these statuses in turn, then 200. */
async function setUp(...statuses: number[]) {
  const calls: Call[] = [];
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => (text += String(chunk)));
    req.on('end', () => {
      const isElastic =
        req.headers.authorization === `Basic ${Buffer.from('elastic:e-secret').toString('base64')}`;
      calls.push({ at: `${req.method} ${req.url}`, body: text === '' ? undefined : JSON.parse(text) });
      res.writeHead(isElastic ? (statuses.shift() ?? 200) : 401).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'slipway-set-up-'));
  for (const [name, secret] of Object.entries(PASSWORDS)) writeFileSync(join(folder, name), `${secret}\n`);
  const env = {
    ELASTICSEARCH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    SECRETS_FOLDER: folder,
    PAUSE_MILLIS: '1',
  };
  const { code, output } = await run(process.execPath, [join(FOLDER, 'set-up.mjs')], { env });
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
  return { code, output, calls };
}

describe('the set-up of Elasticsearch', () => {
  it('makes passwords, life cycle, templates, role and user, and says no secret', async () => {
    const { code, output, calls } = await setUp();
    expect(code).toBe(0);
    expect(calls.map(({ at }) => at)).toEqual([
      'GET /_cluster/health?wait_for_status=yellow&timeout=30s',
      'POST /_security/user/kibana_system/_password',
      'PUT /_ilm/policy/slipway-logs',
      'PUT /_component_template/slipway-logs-mappings',
      'PUT /_component_template/slipway-logs-settings',
      'PUT /_index_template/slipway-logs',
      'PUT /_security/role/slipway-shipper',
      'PUT /_security/user/slipway-shipper',
    ]);
    expect(calls[1]?.body).toEqual({ password: 'k-secret' });
    expect(calls[7]?.body).toEqual({ password: 's-secret', roles: ['slipway-shipper'] });
    expect(output).not.toMatch(/secret"|[eks]-secret/);
  });

  it('waits while Elasticsearch is busy or starting', async () => {
    const { code, calls } = await setUp(503, 429, 200, 503);
    expect([code, calls.length]).toEqual([0, 11]);
  });

  it('ends with what Elasticsearch said where it refuses', async () => {
    const { code, output, calls } = await setUp(200, 200, 400);
    expect([code, calls.length]).toEqual([1, 3]);
    expect(output).toContain('set-up: PUT /_ilm/policy/slipway-logs: 400');
  });
});

describe('the documents of Elasticsearch', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as never;
  type Properties = Record<string, { type?: string; properties?: Properties }>;
  const { properties } = (read('mappings.json') as { template: { mappings: { properties: Properties } } })
    .template.mappings;
  const typeOf = (field: string) =>
    field
      .split('.')
      .reduce<{ type?: string; properties?: Properties } | undefined>(
        (found, part) => found?.properties?.[part],
        { properties },
      )?.type;

  it('have a type for each field with a dot that services write, their access lines included', () => {
    const sources = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /src\/.*\.ts$/.test(file) && !/\.test\.ts$|testing|node_modules|cli/.test(file))
        .map((file) => readFileSync(join(root, folder, file), 'utf8')),
    );
    const logged = new Set(
      sources
        .filter((text) => /logger|logFields/.test(text))
        .flatMap((text) => [...text.matchAll(/['[]'?([a-z]+(?:\.[a-z_]+)+)'\]?(?::| =)/g)])
        .map(([, name]) => name!),
    );
    expect(logged.size).toBeGreaterThan(8);
    expect([...logged].filter((name) => typeOf(name) === undefined)).toEqual([]);
  });

  it('belong to the life cycle and the templates that the set-up makes', () => {
    const template = read('index-template.json') as { composed_of: string[]; index_patterns: string[] };
    expect(template.composed_of).toEqual(['ecs@mappings', 'slipway-logs-mappings', 'slipway-logs-settings']);
    const settings = read('settings.json') as { template: { settings: Record<string, unknown> } };
    expect(settings.template.settings['index.lifecycle.name']).toBe('slipway-logs');
    const exporter = readFileSync(join(root, 'compose/logging/shipper/to-elasticsearch.yaml'), 'utf8');
    expect(exporter).toContain('logs_index: logs-slipway-default');
    expect(template.index_patterns).toEqual(['logs-slipway-*']);
  });
});
