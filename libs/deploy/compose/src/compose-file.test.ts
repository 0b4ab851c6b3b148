import { serviceDeclaration, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { composeFile } from './index.ts';

const declare = (name: string, more: object = {}): ServiceDeclaration =>
  serviceDeclaration.parse({
    name,
    kind: 'model',
    description: name,
    ports: { http: 8000 },
    uid: 10_001,
    probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 30 },
    drainSeconds: 10,
    ...more,
  });

const auth = declare('auth', {
  kind: 'auth',
  uid: 10_002,
  ports: { http: 8090 },
  secrets: ['gateway', 'demo'],
  state: true,
  database: true,
});
const model = declare('model', { calls: [{ service: 'auth', why: 'keys' }], replicas: { min: 2, max: 4 } });
const gateway = declare('gateway', {
  kind: 'gateway',
  uid: 10_003,
  public: true,
  secrets: ['gateway'],
  calls: [
    { service: 'auth', why: 'keys' },
    { service: 'model', why: 'answers' },
  ],
});

const file = composeFile([auth, model, gateway]);

/** Services of ours that share a network, and so can reach each other. */
const shared = (a: string, b: string) =>
  (file.services[a]!.networks as string[]).filter((name) =>
    (file.services[b]!.networks as string[]).includes(name),
  );

describe('the Compose file of a system', () => {
  it('joins two services by one internal network where one calls the other', () => {
    expect(shared('gateway', 'model')).toEqual(['gateway-to-model']);
    expect(shared('model', 'auth')).toEqual(['model-to-auth']);
    expect(new Set(Object.values(file.networks).map((network) => JSON.stringify(network)))).toEqual(
      new Set(['{"internal":true}']),
    );
  });

  it('keeps apart two services of which neither calls the other', () => {
    const other = declare('other', { uid: 10_009, calls: [{ service: 'auth', why: 'keys' }] });
    const wider = composeFile([auth, model, other, gateway]);
    const networks = (name: string) => wider.services[name]!.networks as string[];
    expect(networks('model').filter((name) => networks('other').includes(name))).toEqual([]);
  });

  it('publishes no port of a service', () => {
    expect(Object.values(file.services).filter((service) => 'ports' in service)).toEqual([]);
  });

  it('starts each service after the secrets it reads and those it calls', () => {
    expect(file.services.gateway!.depends_on).toEqual({
      secrets: { condition: 'service_completed_successfully' },
      auth: { condition: 'service_healthy' },
      model: { condition: 'service_healthy' },
    });
    expect(file.services.auth!.depends_on).toMatchObject({
      postgres: { condition: 'service_healthy', required: false },
    });
  });

  it('takes limits, replicas, user and stop time from the declaration', () => {
    expect(file.services.model).toMatchObject({
      user: '10001:10001',
      scale: 2,
      stop_grace_period: '15s',
      deploy: { resources: { limits: { cpus: '1', memory: '256M', pids: 128 } } },
    });
  });

  it('hands the facts of each image to its build, and nothing where there are none', () => {
    const facts = new Map([
      ['auth', { version: '1.2.3', models: '' }],
      ['model', { version: '2.0.0', models: 'cnn@1=sha256:abc' }],
    ]);
    const { services } = composeFile([auth, model, gateway], facts);
    const given = (name: string) => {
      const { args } = services[name]!.build as { readonly args: Readonly<Record<string, string>> };
      return [args.VERSION, args.MODELS];
    };
    expect(given('auth')).toEqual(['1.2.3', undefined]);
    expect(given('model')).toEqual(['2.0.0', 'cnn@1=sha256:abc']);
    expect(given('gateway')).toEqual([undefined, undefined]);
  });

  it('gives each reader a volume with its own secrets only', () => {
    expect(file.services.secrets!.command).toEqual(
      expect.arrayContaining([
        '/secrets/auth:10002:gateway,demo,database',
        '/secrets/gateway:10003:gateway',
        '/secrets/postgres:999:database',
      ]),
    );
    expect(file.services.gateway!.volumes).toEqual(['secrets-gateway:/run/slipway/secrets:ro']);
    expect(file.services.model).not.toHaveProperty('volumes');
  });

  it.each(['secrets', 'auth', 'model', 'gateway'])('lets %s do nothing that it need not', (name) => {
    expect(file.services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });
});
