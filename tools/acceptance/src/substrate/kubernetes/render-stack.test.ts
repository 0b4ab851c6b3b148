import { imagesOf, listOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { readSystem } from '../../workspace.ts';
import { KEY_SERVER } from './key-server-objects.ts';
import { renderStack } from './render-stack.ts';

const system = readSystem();
const names = system.map(({ name }) => name);
const numbered = (from: number, of: readonly string[]) =>
  new Map(of.map((name, index) => [name, from + index]));

const render = (standIns: Readonly<Record<string, string>> = {}) =>
  renderStack(system, {
    namespace: 'shop',
    options: {
      settings: { SLIPWAY_A: 'all', SLIPWAY_B: 'all' },
      settingsOf: { gateway: { SLIPWAY_B: 'one' } },
      standIns,
    },
    images: new Map(names.map((name) => [name, `r/${name}@sha256:1`])),
    databaseImage: 'r/postgres:1',
    nodePortOf: numbered(30_100, names),
    directPortOf: numbered(30_110, [...names, KEY_SERVER]),
    issuer: 'http://127.0.0.1:30113',
    secrets: { demo: 'of demo' },
    databasePassword: 'p',
    env: process.env,
  });

let manifests: readonly Manifest[];
const find = (kind: string, name: string) =>
  manifests.find((one) => one.kind === kind && one.metadata.name === name)!;
const containerOf = (service: string) =>
  listOf(find('Deployment', service), 'spec', 'template', 'spec', 'containers')[0];
const environmentOf = (service: string) =>
  Object.fromEntries(
    (listOf(containerOf(service), 'env') as { name: string; value?: string }[]).map(({ name, value }) => [
      name,
      value,
    ]),
  );

/** Kustomize is on every machine that has kubectl; where there is none, there is no cluster either. */
const { SLIPWAY_TEST_CONTEXT } = process.env;
(SLIPWAY_TEST_CONTEXT ? describe : describe.skip)('the overlay of the suite', () => {
  beforeAll(async () => {
    manifests = await render();
  });

  it('is all in one namespace, which no lock of images is asked for', () => {
    const elsewhere = manifests.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'shop',
    );
    expect(elsewhere).toEqual([]);
    const { labels } = find('Namespace', 'shop').metadata;
    expect(labels).toMatchObject({ 'slipway.dev/test': 'acceptance' });
    expect(Object.keys(labels ?? {})).toContain('pod-security.kubernetes.io/enforce');
    expect(Object.keys(labels ?? {})).not.toContain('slipway.dev/images');
  });

  it('runs the given images and nothing else', () => {
    const used = new Set(manifests.flatMap((one) => imagesOf(one).map(({ image }) => image)));
    expect([...used].sort()).toEqual([...names.map((name) => `r/${name}@sha256:1`), 'r/postgres:1'].sort());
  });

  it('gives services the settings of the test, single ones before common ones', () => {
    expect(environmentOf('gateway')).toMatchObject({ SLIPWAY_A: 'all', SLIPWAY_B: 'one' });
    expect(environmentOf('digits-onnx')).toMatchObject({
      SLIPWAY_B: 'all',
      SLIPWAY_JWKS_URL: 'http://key-server:8070/oauth2/jwks',
    });
  });

  it('has a port of the node for each service, in any state and when ready, and no other', () => {
    const ports = manifests
      .filter(({ kind }) => kind === 'Service')
      .flatMap((one) => listOf(one, 'spec', 'ports') as { nodePort?: number }[])
      .flatMap(({ nodePort }) => nodePort ?? []);
    expect(ports.sort()).toEqual([30_100, 30_101, 30_102, 30_103, 30_110, 30_111, 30_112, 30_113, 30_114]);
  });

  it('puts a relay in the place of a stand-in, and the test at its lines', async () => {
    manifests = await render({ 'digits-tfjs': 'http://127.0.0.1:1' });
    expect(containerOf('digits-tfjs')).toMatchObject({
      command: ['/usr/local/bin/node', '/relay/relay.ts'],
      readinessProbe: { tcpSocket: { port: 'lines' } },
    });
    expect(
      Object.keys((containerOf('digits-tfjs') as { livenessProbe: object }).livenessProbe),
    ).not.toContain('httpGet');
    expect(textOf(listOf(find('Service', 'test-to-digits-tfjs'), 'spec', 'ports')[0], 'targetPort')).toBe(
      'lines',
    );
  });
});
