import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifests } from '@slipway/deploy-cluster';
import { tinyImage, tinyWorkload, useCluster, useNamespace } from '@slipway/deploy-cluster/testing';
import { describeOn } from '@slipway/deploy-engine/testing';
import { findPrograms } from '@slipway/deploy-images/testing';
import type { Manifest } from '@slipway/deploy-plan';
import { createDeliveryWorkspace, type DeliveryWorkspace } from './testing/delivery-workspace.ts';
import { describeDelivery } from './testing/describe-delivery.ts';
import { root } from './root.ts';
import { must, run } from './run.ts';
import { allOf, builder } from './tools.ts';

const engine = allOf(await builder(), await findPrograms('cosign'));
const image = (tag: string, digit: string) => `registry.example.com/web:${tag}@sha256:${digit.repeat(64)}`;
const [one, two, unsigned] = [image('v1', '1'), image('v2', '2'), image('v3', '3')];
const settings: Manifest = {
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } },
  data: { A: 'on', B: '0x1f', C: '1:30', D: 'two\nlines', E: '' },
};
const secret: Manifest = {
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'own' } },
  stringData: { password: 'hunter2' },
};
const home: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } };
const web = (what: string) =>
  tinyWorkload({
    name: 'web',
    image: what,
    pod: { volumes: [{ name: 'secret', secret: { secretName: 'client-web' } }] },
  });

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'slipway render', () => {
  let workspace: DeliveryWorkspace;
  const render = (...more: readonly string[]) => workspace.run('render', '--overlay', 'test', ...more);
  const file = () => join(workspace.folder, 'printed.yaml');

  beforeAll(async () => {
    workspace = createDeliveryWorkspace('test', { PATH: process.env.PATH, HOME: process.env.HOME });
    await workspace.lock({ signed: [one, two], unsigned: [unsigned] });
  });
  afterAll(() => workspace?.remove());

  it('prints without a cluster what an apply would send, and names what it leaves out', async () => {
    workspace.write([web(one), settings, secret, home]);
    const { code, out, err } = await render();
    expect(code).toBe(0);
    const printed = parseManifests(out, 'the output');
    expect(printed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Namespace test',
      'ConfigMap locked-images',
      'ConfigMap settings',
      'Deployment web',
    ]);
    expect(printed[1]?.data).toEqual({ images: `${one}\n${one.replace(':v1', '')}\n` });
    expect(printed[2]?.data).toEqual(settings.data);
    expect(out).not.toContain('hunter2');
    expect(err.trim().split('\n').slice(-2)).toEqual([
      'not printed, to be brought by other means: Secret client-web',
      'not printed, to be brought by other means: Secret own',
    ]);
  });

  it('quotes what readers of YAML 1.1 would take for something else', async () => {
    const { out } = await render();
    expect(out).toMatch(/ A: ["']on["']\n +B: ["']0x1f["']\n +C: ["']1:30["']\n/);
  });

  it('prints either part, and keeps allowing the images of an earlier output', async () => {
    const before = await render('--only', 'rest');
    writeFileSync(file(), before.out);
    workspace.write([web(two)]);
    const { out } = await render('--only', 'namespace', '--previous', file(), '--json');
    const [allowed, ...others] = (JSON.parse(out) as { manifests: readonly Manifest[] }).manifests;
    expect(others).toEqual([]);
    expect(allowed?.data).toEqual({ images: `${one}\n${two}\n${two.replace(':v2', '')}\n` });
    expect(before.out).not.toContain('locked-images');
    expect(readFileSync(file(), 'utf8')).toMatch(/^# Written by `slipway render --overlay test`/);
  });

  it.each([
    ['an image that nobody signed', web(unsigned), [], 77, /image-2 is not signed/],
    ['an image without digest', web('slipway/web:dev'), [], 77, /has no digest of the lock/],
    [
      'an earlier output that is not there',
      web(one),
      ['--previous', '/nowhere'],
      2,
      /--previous cannot be used: ENOENT/,
    ],
    [
      'an earlier output that the shell has emptied',
      web(one),
      ['--previous', '/dev/null'],
      2,
      /names no image/,
    ],
    ['a part that there is not', web(one), ['--only', 'secrets'], 2, /Allowed choices are namespace, rest/],
  ])('prints nothing for %s', async (_, workload, options, code, reason) => {
    workspace.write([workload]);
    expect(await render(...options)).toMatchObject({ code, out: '', err: expect.stringMatching(reason) });
  });

  it('says in one line what cannot be rendered', async () => {
    workspace.write([]);
    writeFileSync(
      join(workspace.folder, 'k8s/overlays/test/kustomization.yaml'),
      'resources: [nowhere.yaml]',
    );
    const { code, out, err } = await render();
    expect([code, out]).toEqual([78, '']);
    expect(err).toMatch(/^slipway: kubectl cannot render .*nowhere\.yaml.*\n$/);
  });
});

describeDelivery('what slipway render prints, brought to a cluster by others', () => {
  const namespace = useNamespace(useCluster(), 'rendered', { make: false });
  let workspace: DeliveryWorkspace;
  afterAll(() => workspace?.remove());

  it('is admitted and runs once the namespace and its list are there, and not before', async () => {
    await must('kubectl', ['apply', '--filename', join(root, 'k8s/cluster/locked-images.yaml')]);
    workspace = createDeliveryWorkspace(namespace);
    const [tiny, labels] = [await tinyImage(), { 'slipway.dev/images': 'locked' }];
    await workspace.lock({ signed: [tiny] });
    workspace.write([{ ...home, metadata: { name: namespace, labels } }, web(tiny)]);
    const print = async (only: string) =>
      (await workspace.run('render', '--overlay', 'test', '--only', only)).out;
    const kubectl = (args: readonly string[], input = '') =>
      run('kubectl', ['--namespace', namespace, ...args], { input });
    const apply = (input: string) => kubectl(['apply', '--server-side', '--filename=-'], input);
    const [first, rest] = [await print('namespace'), await print('rest')];

    expect((await kubectl(['create', 'namespace', namespace])).code).toBe(0);
    expect((await kubectl(['label', 'namespace', namespace, 'slipway.dev/images=locked'])).code).toBe(0);
    expect(await apply(rest)).toMatchObject({ code: 1, stderr: expect.stringContaining('locked-images') });
    expect(await apply(first)).toMatchObject({ code: 0 });
    expect(
      (await kubectl(['create', 'secret', 'generic', 'client-web', '--from-literal=secret=x'])).code,
    ).toBe(0);
    expect(await apply(rest)).toMatchObject({ code: 0, stderr: '' });
    expect(await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s'])).toMatchObject({
      code: 0,
    });
  }, 120_000);
});
