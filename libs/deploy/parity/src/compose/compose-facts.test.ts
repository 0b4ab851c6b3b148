import { composeFacts } from './compose-facts.ts';
import type { ComposeModel, ComposeService } from './model.ts';

const model = (service: Partial<ComposeService>, others: ComposeModel['services'] = {}): ComposeModel => ({
  services: { api: { image: 'slipway/api:dev', ...service }, ...others },
  networks: {
    'api-to-store': { internal: true },
    'web-to-api': { internal: true },
    outside: { internal: false },
  },
});
const factsOf = (service: Partial<ComposeService>, others?: ComposeModel['services']) =>
  composeFacts(model(service, others)).get('api');

describe('what Compose does with a service', () => {
  it('is what the engine does where nothing is said', () => {
    expect(factsOf({})).toEqual({
      image: 'api',
      user: 'of the image',
      rootFileSystem: 'writable',
      capabilities: 'those of the engine',
      privileges: 'may be gained',
      systemCalls: 'filtered',
    });
  });

  it.each<[Partial<ComposeService>, object]>([
    [{ image: 'registry.example.com:5000/a/api:1@sha256:0' }, { image: 'api' }],
    [
      { user: '10001:10001', read_only: true },
      { user: '10001:10001', rootFileSystem: 'read-only' },
    ],
    [{ cap_drop: ['ALL'] }, { capabilities: 'none' }],
    [{ cap_drop: ['ALL'], cap_add: ['CHOWN', 'BPF'] }, { capabilities: 'BPF,CHOWN' }],
    [{ cap_drop: ['CHOWN'] }, { capabilities: 'those of the engine' }],
    [{ security_opt: ['no-new-privileges:true'] }, { privileges: 'never gained' }],
    [{ security_opt: ['no-new-privileges:true'], privileged: true }, { privileges: 'all' }],
    [{ security_opt: ['seccomp:unconfined'] }, { systemCalls: 'seccomp:unconfined' }],
    [
      { deploy: { resources: { limits: { cpus: '0.5', memory: '268435456', pids: 64 } } } },
      { 'limits.cpus': '0.5', 'limits.memory': '256 MiB', 'limits.processes': '64' },
    ],
    [{ tmpfs: ['/tmp:size=16m,mode=1777'] }, { 'folders./tmp': 'memory, 16 MiB' }],
    [
      {
        volumes: [
          { type: 'volume', source: 'state', target: '/var/lib/api' },
          { type: 'bind', source: '/a', target: '/etc/a' },
        ],
      },
      { 'folders./var/lib/api': 'kept' },
    ],
    [
      {
        healthcheck: {
          test: ['CMD', '/usr/local/bin/node', '/app/health.mjs', '/readyz'],
          start_period: '1m30s',
        },
        stop_grace_period: '20s',
      },
      { 'health.readiness': '/readyz', 'health.startupSeconds': '90', stopSeconds: '20' },
    ],
    [
      { healthcheck: { test: ['CMD', 'pg_isready', '-U', 'slipway'] } },
      { 'health.readiness': 'pg_isready -U slipway' },
    ],
  ])('of %j has %j', (service, facts) => {
    expect(factsOf(service)).toMatchObject(facts);
  });

  it('counts an empty variable as absent', () => {
    const facts = factsOf({ environment: { SET: 'a', EMPTY: '', OF_THE_CALLER: null } });
    expect(Object.keys(facts!).filter((name) => name.startsWith('environment'))).toEqual(['environment.SET']);
  });

  it('has the callee of each network of one call, and never its caller', () => {
    const networks = { 'api-to-store': null, 'web-to-api': null, outside: null };
    const others = {
      store: { image: 'store', networks: { 'api-to-store': null } },
      web: { image: 'web', networks: { 'web-to-api': null, outside: null } },
    };
    const facts = composeFacts(model({ networks }, others));
    const callsOf = (name: string) =>
      Object.keys(facts.get(name)!).filter((field) => field.startsWith('calls.'));
    expect([callsOf('api'), callsOf('web'), callsOf('store')]).toEqual([['calls.store'], ['calls.api'], []]);
  });

  it('waits for services that must be healthy, and not for jobs', () => {
    const facts = factsOf({
      depends_on: {
        store: { condition: 'service_healthy' },
        job: { condition: 'service_completed_successfully' },
      },
    });
    expect(facts).toHaveProperty(['startsAfter.store'], 'ready');
    expect(facts).not.toHaveProperty(['startsAfter.job']);
  });

  it('has the ports at which others look for it, and its own', () => {
    const facts = factsOf(
      { environment: { SLIPWAY_PORT: '8080' } },
      {
        web: {
          image: 'web',
          environment: { A: 'http://api:8081/x', B: 'postgres://u@api:5432/d', C: 'http://myapi:1' },
        },
      },
    );
    expect(Object.keys(facts!).filter((field) => field.startsWith('ports.'))).toEqual([
      'ports.5432',
      'ports.8080',
      'ports.8081',
    ]);
  });

  it('has the secrets that the one-shot service puts into its volume', () => {
    const facts = factsOf(
      { volumes: [{ type: 'volume', source: 'secrets-api', target: '/run/slipway/secrets' }] },
      {
        secrets: {
          image: 'secrets',
          command: ['/secrets/web:1:web', '/secrets/api:10001:api,demo'],
          volumes: [
            { type: 'volume', source: 'secrets-web', target: '/secrets/web' },
            { type: 'volume', source: 'secrets-api', target: '/secrets/api' },
          ],
        },
      },
    );
    expect(Object.keys(facts!).filter((field) => field.startsWith('secrets.'))).toEqual([
      'secrets.api',
      'secrets.demo',
    ]);
    expect(facts).not.toHaveProperty(['folders./run/slipway/secrets']);
  });
});
