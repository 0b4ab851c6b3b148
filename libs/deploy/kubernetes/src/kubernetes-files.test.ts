import { serviceDeclaration, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { kubernetesFiles } from './index.ts';

const declare = (name: string, more: object = {}): ServiceDeclaration =>
  serviceDeclaration.parse({
    name,
    kind: 'model',
    description: 'test',
    ports: { http: 8081 },
    uid: 10_003,
    probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 20 },
    drainSeconds: 10,
    ...more,
  });

const auth = declare('auth', {
  kind: 'auth',
  ports: { http: 8090 },
  uid: 10_002,
  database: true,
  state: true,
  secrets: ['demo'],
});
const model = declare('cnn', {
  calls: [{ service: 'auth', why: 'keys' }],
  limits: { cpus: 0.5, memoryMiB: 512 },
  requests: { cpus: 0.05, memoryMiB: 64 },
  replicas: { min: 1, max: 4 },
});
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- generated objects, looked at field by field
const files = kubernetesFiles([auth, model]) as ReadonlyMap<string, any>;
const deployment = (name: string) => files.get(`k8s/base/${name}/deployment.yaml`);
const pod = (name: string) => deployment(name).spec.template.spec;

describe('the manifests of declared services', () => {
  it('are a folder for each service, and the components that follow from the declarations', () => {
    expect([...files.keys()].sort()).toEqual([
      'k8s/base/auth/deployment.yaml',
      'k8s/base/auth/kustomization.yaml',
      'k8s/base/auth/service-account.yaml',
      'k8s/base/auth/service.yaml',
      'k8s/base/cnn/deployment.yaml',
      'k8s/base/cnn/kustomization.yaml',
      'k8s/base/cnn/service-account.yaml',
      'k8s/base/cnn/service.yaml',
      'k8s/components/autoscaling/cnn.yaml',
      'k8s/components/autoscaling/kustomization.yaml',
      'k8s/components/availability/auth.yaml',
      'k8s/components/availability/cnn.yaml',
      'k8s/components/availability/kustomization.yaml',
      'k8s/components/network-policies/allow-dns.yaml',
      'k8s/components/network-policies/auth.yaml',
      'k8s/components/network-policies/cnn.yaml',
      'k8s/components/network-policies/default-deny.yaml',
      'k8s/components/network-policies/kustomization.yaml',
    ]);
  });

  it('take user, limits and requests as declared', () => {
    expect(pod('cnn').securityContext).toMatchObject({
      runAsUser: 10_003,
      runAsGroup: 10_003,
      fsGroup: 10_003,
    });
    expect(pod('cnn').containers[0].resources).toMatchObject({
      requests: { cpu: '50m', memory: '64Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    });
  });

  it('derive pause, drain and grace from the declared time', () => {
    const [container] = pod('cnn').containers;
    const pause = container.lifecycle.preStop.sleep.seconds;
    expect(container.env).toContainEqual({ name: 'SLIPWAY_DRAIN_TIMEOUT_MILLIS', value: '10000' });
    expect(pod('cnn').terminationGracePeriodSeconds).toBeGreaterThanOrEqual(pause + 10);
  });

  it('wait for a start as long as is declared, and ask different questions for readiness and liveness', () => {
    const { startupProbe, readinessProbe, livenessProbe } = pod('cnn').containers[0];
    expect(startupProbe.failureThreshold * startupProbe.periodSeconds).toBe(20);
    expect(deployment('cnn').spec.progressDeadlineSeconds).toBeGreaterThan(20);
    expect([readinessProbe.httpGet.path, livenessProbe.httpGet.path]).toEqual(['/readyz', '/livez']);
  });

  it('tell a service where those are that it calls, and bring it to a new state after them', () => {
    expect(pod('cnn').containers[0].env).toContainEqual({
      name: 'SLIPWAY_URL_AUTH',
      value: 'http://auth:8090',
    });
    expect(deployment('cnn').metadata.annotations).toEqual({ 'slipway.dev/start-after': 'auth' });
    expect(deployment('auth').metadata.annotations).toBeUndefined();
  });

  it('mount the secrets of a service and no other, and keep state in the database alone', () => {
    const sources = pod('auth').volumes.find(({ name }: { name: string }) => name === 'secrets').projected
      .sources;
    expect(sources.map(({ secret }: { secret: { name: string } }) => secret.name)).toEqual([
      'client-demo',
      'database',
    ]);
    expect(pod('cnn').volumes.map(({ name }: { name: string }) => name)).toEqual(['tmp']);
    const names = pod('auth').containers[0].env.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['SLIPWAY_DATABASE_URL', 'SLIPWAY_DATABASE_PASSWORD_FILE']));
    expect(names).not.toContain('SLIPWAY_STATE_DIR');
  });

  it('leave the number of replicas to overlays and autoscalers; one that scales keeps two', () => {
    expect(deployment('cnn').spec).not.toHaveProperty('replicas');
    expect(files.get('k8s/components/autoscaling/cnn.yaml').spec).toMatchObject({
      minReplicas: 2,
      maxReplicas: 4,
    });
  });

  it('open a call at both ends: by the number of the port for the caller, by its name for the called', () => {
    const policy = (name: string) => files.get(`k8s/components/network-policies/${name}.yaml`).spec;
    const peer = (name: string) => ({
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'slipway' },
      },
    });
    expect(policy('auth')).toMatchObject({
      ingress: [{ from: [peer('cnn')], ports: [{ port: 'http' }] }],
      egress: [],
    });
    expect(policy('cnn')).toMatchObject({
      ingress: [],
      egress: [{ to: [peer('auth')], ports: [{ port: 8090 }] }],
    });
  });

  it('select by name and system alone, which can never be changed', () => {
    const selector = { 'app.kubernetes.io/name': 'cnn', 'app.kubernetes.io/part-of': 'slipway' };
    expect(deployment('cnn').spec.selector).toEqual({ matchLabels: selector });
    expect(files.get('k8s/base/cnn/service.yaml').spec.selector).toEqual(selector);
  });
});
