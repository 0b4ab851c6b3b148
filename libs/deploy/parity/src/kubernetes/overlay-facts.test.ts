import type { Manifest } from '@slipway/deploy-plan';
import { overlayFacts } from './overlay-facts.ts';

const settings: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings-5k' },
  data: { ISSUER: 'https://x' },
};

const ref = (key: string, more: object = {}) => ({
  valueFrom: { configMapKeyRef: { name: 'settings-5k', key, ...more } },
});

const deployment = (container: object, podSpec: object = {}, annotations = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', annotations },
  spec: {
    template: {
      metadata: { labels: { app: 'api' } },
      spec: {
        containers: [
          { name: 'sidecar', image: 'x' },
          { name: 'api', image: 'slipway/api', ...container },
        ],
        ...podSpec,
      },
    },
  },
});
const factsOf = (manifest: Manifest, ...others: readonly Manifest[]) =>
  overlayFacts([manifest, settings, ...others]).get('api')!;

describe('what an overlay does with a service', () => {
  it('is what Kubernetes does where nothing is said', () => {
    expect(factsOf(deployment({}))).toEqual({
      image: 'api',
      user: 'of the image',
      rootFileSystem: 'writable',
      capabilities: 'those of the engine',
      privileges: 'may be gained',
      systemCalls: 'not filtered',
    });
  });

  it('is confined by the container, and where that says nothing by the Pod', () => {
    const podSpec = {
      securityContext: { runAsUser: 1, runAsGroup: 2, seccompProfile: { type: 'RuntimeDefault' } },
    };
    const securityContext = {
      runAsUser: 3,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    };
    expect(factsOf(deployment({ securityContext }, podSpec))).toMatchObject({
      user: '3:2',
      rootFileSystem: 'read-only',
      capabilities: 'CHOWN',
      privileges: 'never gained',
      systemCalls: 'filtered',
    });
  });

  it('has the variables with what ConfigMaps say, names Secrets, and leaves out what is empty', () => {
    const env = [
      { name: 'A', value: 'a' },
      { name: 'EMPTY', value: '' },
      { name: 'ISSUER', ...ref('ISSUER') },
      { name: 'OPTIONAL', ...ref('NOT_THERE', { optional: true }) },
      { name: 'MISSING', ...ref('NOT_THERE') },
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ];
    const facts = Object.entries(factsOf(deployment({ env })));
    expect(Object.fromEntries(facts.filter(([field]) => field.startsWith('environment.')))).toEqual({
      'environment.A': 'a',
      'environment.ISSUER': 'https://x',
      'environment.MISSING': 'nothing: ConfigMap settings-5k has no NOT_THERE',
      'environment.SECRET': 'Secret s, key k',
      'environment.NODE': 'field spec.nodeName',
    });
  });

  it('has limits, probes and the time to stop in the units of Compose', () => {
    const container = {
      resources: { limits: { cpu: '500m', memory: '256Mi' } },
      startupProbe: { periodSeconds: 2, failureThreshold: 30 },
      readinessProbe: { httpGet: { path: '/readyz' } },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
    };
    expect(factsOf(deployment(container, { terminationGracePeriodSeconds: 25 }))).toMatchObject({
      'limits.cpus': '0.5',
      'limits.memory': '256 MiB',
      'health.startupSeconds': '60',
      'health.readiness': '/readyz',
      stopSeconds: '20',
    });
  });

  it('has folders that can be written to, and the files of its Secrets', () => {
    const container = {
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'data', mountPath: '/data' },
        { name: 'scratch', mountPath: '/scratch' },
        { name: 'config', mountPath: '/etc/x' },
        { name: 'secrets', mountPath: '/run/slipway/secrets' },
      ],
    };
    const volumes = [
      { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { name: 'scratch', emptyDir: {} },
      { name: 'data', persistentVolumeClaim: { claimName: 'x' } },
      { name: 'config', configMap: { name: 'x' } },
      {
        name: 'secrets',
        projected: { sources: [{ secret: { name: 's', items: [{ key: 'secret', path: 'demo' }] } }] },
      },
      { name: 'unmounted', secret: { secretName: 's', items: [{ key: 'secret', path: 'other' }] } },
    ];
    const facts = Object.entries(factsOf(deployment(container, { volumes })));
    expect(Object.fromEntries(facts.filter(([field]) => /^(folders|secrets)\./.test(field)))).toEqual({
      'folders./tmp': 'memory, 16 MiB',
      'folders./scratch': 'disk of the node',
      'folders./data': 'kept',
      'secrets.demo': 'mounted',
    });
  });

  it('is reached at ports of its Service that lead somewhere, and starts after what it is told', () => {
    const service: Manifest = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api' },
      spec: {
        ports: [{ port: 80, targetPort: 'http' }, { port: 81, targetPort: 'nothing' }, { port: 8080 }],
      },
    };
    const container = { ports: [{ name: 'http', containerPort: 8080 }] };
    const facts = factsOf(deployment(container, {}, { 'slipway.dev/start-after': 'auth,store' }), service);
    expect(Object.keys(facts).filter((field) => /^(ports|startsAfter)\./.test(field))).toEqual([
      'ports.80',
      'ports.8080',
      'startsAfter.auth',
      'startsAfter.store',
    ]);
  });
});
