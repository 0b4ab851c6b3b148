import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markVerified } from '@slipway/deploy-cluster';
import {
  accountKubeconfig,
  tinyImage,
  tinyWorkload,
  useCluster,
  useNamespace,
} from '@slipway/deploy-cluster/testing';
import type { Manifest } from '@slipway/deploy-plan';
import { createDeliveryWorkspace, type DeliveryWorkspace } from './testing/delivery-workspace.ts';
import { describeDelivery } from './testing/describe-delivery.ts';

const root = join(import.meta.dirname, '../../..');
const LIMIT_MILLIS = 180_000;

describeDelivery('the role slipway-deployer', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'delivery-role');
  const foreign = useNamespace(cluster, 'delivery-foreign');
  let image: string;
  let folder: string;
  let kubeconfig: string;
  let workspace: DeliveryWorkspace;
  const kubectl = (...args: readonly string[]) => execFileSync('kubectl', args, { encoding: 'utf8' });

  beforeAll(async () => {
    image = await tinyImage();
    kubectl('apply', '-f', join(root, 'k8s/cluster/deployer.yaml'));
    kubectl('-n', namespace, 'create', 'serviceaccount', 'deployer');
    kubectl(
      '-n',
      namespace,
      'create',
      'rolebinding',
      'deployer',
      '--clusterrole=slipway-deployer',
      `--serviceaccount=${namespace}:deployer`,
    );
    folder = mkdtempSync(join(tmpdir(), 'slipway-role-'));
    kubeconfig = join(folder, 'config');
    writeFileSync(kubeconfig, await accountKubeconfig(namespace, 'deployer'));
    workspace = createDeliveryWorkspace(namespace, { ...process.env, KUBECONFIG: kubeconfig });
    await workspace.lock({ signed: [image] });
  });
  afterAll(() => {
    workspace?.remove();
    rmSync(folder, { recursive: true });
  });

  const labels = ['enforce', 'warn', 'audit'].map(
    (mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const,
  );
  const home: Manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: Object.fromEntries(labels) },
  };
  const named = (apiVersion: string, kind: string, fields: object): Manifest => ({
    apiVersion,
    kind,
    metadata: { name: 'web' },
    ...fields,
  });
  /** Each kind that overlays are made of. */
  const objects = (text: string): readonly Manifest[] => {
    const workload = tinyWorkload({
      name: 'web',
      image,
      annotations: { text },
      pod: { volumes: [{ name: 's', secret: { secretName: 'client-web' } }] },
    });
    const { selector } = workload.spec as { selector: object };
    return [
      home,
      named('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
      named('v1', 'ConfigMap', { data: { text } }),
      named('v1', 'Service', { spec: { selector: { x: 'y' }, ports: [{ port: 80 }] } }),
      named('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{}] } }),
      named('networking.k8s.io/v1', 'Ingress', {
        spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
      }),
      named('gateway.networking.k8s.io/v1', 'HTTPRoute', {
        spec: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
      }),
      named('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: 1, selector } }),
      named('autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          maxReplicas: 1,
          metrics: [
            {
              type: 'Resource',
              resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
            },
          ],
        },
      }),
      tinyWorkload({ name: 'db', image, kind: 'StatefulSet' }),
      workload,
    ];
  };

  it(
    'is enough for every command',
    async () => {
      const slipway = async (...args: readonly string[]) => {
        const { code, err, out } = await workspace.run(...args, '--overlay', 'test');
        expect([args[0], code, err]).toEqual([args[0], 0, expect.any(String)]);
        return out;
      };
      workspace.write(objects('one'));
      expect(await slipway('plan')).toMatch(/10 to create, 1 unchanged/);
      await slipway('apply');
      await markVerified(cluster(), namespace, { number: 1, verifiedAt: 'now' });
      workspace.write(objects('two').slice(0, -2));
      expect(await slipway('apply')).toMatch(/Release 2/);
      expect(await slipway('rollback')).toMatch(/Release 3/);
      expect(await slipway('status')).toMatch(/back to 1[^]*The cluster is as the release has it/);
      expect(await slipway('history')).toMatch(/back to 1/);
    },
    LIMIT_MILLIS,
  );

  it(
    'is told by name where it is not enough',
    async () => {
      const role = named('rbac.authorization.k8s.io/v1', 'Role', {
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }],
      });
      workspace.write([home, role]);
      const { code, err } = await workspace.run('apply', '--overlay', 'test');
      expect([code, err]).toEqual([
        77,
        expect.stringMatching(/Could not .* Role web in .*cannot get resource "roles"[^]*k8s\/cluster/),
      ]);
    },
    LIMIT_MILLIS,
  );

  it.each([
    ['run commands in pods', 'create', 'pods', ['--subresource=exec'], 'own'],
    ['make pods of its own', 'create', 'pods', [], 'own'],
    ['give rights to others', 'create', 'rolebindings.rbac.authorization.k8s.io', [], 'own'],
    ['make tokens of accounts', 'create', 'serviceaccounts', ['--subresource=token'], 'own'],
    ['delete its namespace', 'delete', 'namespaces', [], 'own'],
    ['take the policy away', 'delete', 'validatingadmissionpolicies.admissionregistration.k8s.io', [], 'own'],
    ['read Secrets of another namespace', 'get', 'secrets', [], 'foreign'],
    ['change another namespace', 'patch', 'deployments.apps', [], 'foreign'],
    ['list all namespaces', 'list', 'namespaces', ['--all-namespaces'], 'own'],
    ['read nodes', 'get', 'nodes', [], 'own'],
  ])('does not let anybody %s', (_, verb, resource, flags, where) => {
    const place = where === 'own' ? namespace : foreign;
    const ask = () =>
      kubectl(
        'auth',
        'can-i',
        verb,
        resource,
        '-n',
        place,
        ...flags,
        `--as=system:serviceaccount:${namespace}:deployer`,
      );
    expect(ask).toThrow(expect.objectContaining({ stdout: expect.stringMatching(/^no/) }));
  });
});
