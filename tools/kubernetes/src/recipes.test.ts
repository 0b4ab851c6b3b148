import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import { parseQuantity, workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, listOf, numberOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { parse } from 'yaml';
import { root } from './root.ts';
import { renderOver } from './testing/render-over.ts';
import { builder } from './tools.ts';

const PREPARE = 'docs/how-to/prepare-a-cluster.md';

/** What a page tells the reader to write, block by block. */
const blocksOf = (page: string) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
    ([, block]) => parse(block!) as { readonly kind?: string; readonly patches?: readonly unknown[] },
  );

/** The component that a page is of, after the one whose folder it is in. */
const componentsOf = (page: string) => {
  const [, name] = /^k8s\/components\/(?!network-policies)(.*)\/README/.exec(page) ?? [];
  return name === undefined ? [] : [...(name.includes('/') ? [dirname(name)] : []), name];
};

/** Production with the patches that a page shows, and with the component that the page is of. */
const patched = (page: string) =>
  renderOver((k8s) => ({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [`${k8s}/overlays/production`],
    components: componentsOf(page).map((component) => `${k8s}/components/${component}`),
    patches: blocksOf(page).flatMap(({ patches = [] }) => patches),
  }));

const find = (manifests: readonly Manifest[], kind: string, name: string) =>
  manifests.find((one) => one.kind === kind && one.metadata.name === name);

describeOn({ platform: 'kubernetes', engine: await builder(), env: process.env }, 'patches on pages', () => {
  it('choose another Ingress controller', async () => {
    const manifests = await patched('k8s/components/ingress/README.md');
    expect(fieldOf(find(manifests, 'Ingress', 'gateway'), 'spec', 'ingressClassName')).toBe('haproxy');
    const policy = JSON.stringify(find(manifests, 'NetworkPolicy', 'ingress-to-gateway'));
    expect(policy).toContain('{"matchLabels":{"kubernetes.io/metadata.name":"haproxy-controller"}}');
  });

  it('give the addresses of a DNS cache on each node', async () => {
    const manifests = await patched('k8s/components/node-local-dns/README.md');
    const [rule] = listOf(find(manifests, 'NetworkPolicy', 'allow-node-local-dns'), 'spec', 'egress');
    expect(listOf(rule, 'to').map((peer) => fieldOf(peer, 'ipBlock', 'cidr'))).toEqual([
      '169.254.25.10/32',
      '172.20.0.10/32',
      undefined,
    ]);
  });

  it('open the way to another DNS, and close that to the usual one', async () => {
    const manifests = await patched('k8s/components/network-policies/README.md');
    const policy = find(manifests, 'NetworkPolicy', 'allow-dns');
    expect(JSON.stringify(policy)).not.toContain('kube-');
    expect(listOf(listOf(policy, 'spec', 'egress')[0], 'ports').map((port) => fieldOf(port, 'port'))).toEqual(
      [5353, 5353],
    );
  });

  it('let a Prometheus of another namespace in, and carry the label that it selects by', async () => {
    const manifests = await patched('k8s/components/prometheus-operator/README.md');
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', 'operated-prometheus'))).toContain(
      '{"matchLabels":{"kubernetes.io/metadata.name":"observability"}}',
    );
    const labelled = manifests.filter(({ metadata }) => metadata.labels?.release === 'kube-prometheus-stack');
    expect(labelled).toEqual(manifests.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.')));
    expect(labelled.length).toBeGreaterThan(1);
  });

  it('send alerts to every replica of an Alertmanager, and open the way there', async () => {
    const manifests = await patched('k8s/components/observability/alertmanager/README.md');
    const configuration = manifests.find(({ metadata }) => /^prometheus-config-/.test(metadata.name));
    const replica = (index: number) => `alertmanager-main-${index}.alertmanager-operated.alerts.svc:9093`;
    expect(parse(textOf(configuration, 'data', 'alertmanagers.yaml')!)).toEqual([
      { targets: [replica(0), replica(1)] },
    ]);
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', 'prometheus-to-alertmanager'))).toContain(
      '{"matchLabels":{"kubernetes.io/metadata.name":"alerts"}}',
    );
  });

  it('set the priority of every workload', async () => {
    const classes = workloadsIn(await patched(PREPARE)).map(({ podSpec }) => podSpec.priorityClassName);
    expect(classes.length).toBeGreaterThan(3);
    expect(new Set(classes)).toEqual(new Set(['serving']));
  });
});

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

describeOn(
  { platform: 'kubernetes', engine: await builder(), env: process.env },
  'production at its peak',
  () => {
    let manifests: readonly Manifest[];
    beforeAll(async () => {
      manifests = await patched(PREPARE);
    });
    const written = (kind: string) => blocksOf(PREPARE).find((block) => block.kind === kind);
    const amounts = (values: unknown) =>
      Object.fromEntries(
        Object.entries(values as Record<string, unknown>).map(([name, value]) => [
          name,
          parseQuantity(value),
        ]),
      );

    it('is held by the quota on the page, and nothing less holds it', () => {
      const pods = workloadsIn(manifests).flatMap(({ name, manifest, podSpec }) => {
        const autoscaler = manifests.find(
          ({ kind, spec }) =>
            kind === 'HorizontalPodAutoscaler' && textOf(spec, 'scaleTargetRef', 'name') === name,
        );
        const most =
          numberOf(autoscaler, 'spec', 'maxReplicas') ?? numberOf(manifest, 'spec', 'replicas') ?? 1;
        // Each old Pod counts until it has ended, when all new ones are there already.
        return Array.from({ length: 2 * most }, () => listOf(podSpec, 'containers'));
      });
      const sum = (kind: string, resource: string) =>
        pods
          .flat()
          .reduce<number>((all, one) => all + parseQuantity(fieldOf(one, 'resources', kind, resource)), 0);
      const peak = ['requests', 'limits'].flatMap((kind) =>
        RESOURCES.map((resource) => [`${kind}.${resource}`, expect.closeTo(sum(kind, resource))] as const),
      );
      expect(amounts(fieldOf(written('ResourceQuota'), 'spec', 'hard'))).toEqual({
        pods: pods.length,
        ...Object.fromEntries(peak),
      });
    });

    it('has no larger container than the LimitRange on the page', () => {
      const containers = workloadsIn(manifests).flatMap(({ podSpec }) => listOf(podSpec, 'containers'));
      const [limit] = listOf(written('LimitRange'), 'spec', 'limits');
      expect(amounts(fieldOf(limit, 'max'))).toEqual(
        Object.fromEntries(
          RESOURCES.map((resource) => [
            resource,
            Math.max(
              ...containers.map((one) => parseQuantity(fieldOf(one, 'resources', 'limits', resource))),
            ),
          ]),
        ),
      );
    });
  },
);
