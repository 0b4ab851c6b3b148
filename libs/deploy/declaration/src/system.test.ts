import { checkSystem, serviceDeclaration, startOrder, type ServiceDeclaration } from './index.ts';

const service = (name: string, port: number, calls: readonly string[] = []): ServiceDeclaration =>
  serviceDeclaration.parse({
    name,
    kind: 'model',
    description: name,
    ports: { http: port },
    uid: 20_000 + port,
    calls: calls.map((called) => ({ service: called, why: 'test' })),
    probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 1 },
    drainSeconds: 1,
  });

describe('a system of services', () => {
  it('starts each service after those it calls', () => {
    const order = startOrder([
      service('gateway', 1, ['b', 'auth']),
      service('b', 2, ['auth']),
      service('auth', 3),
    ]);
    expect(order?.map(({ name }) => name)).toEqual(['auth', 'b', 'gateway']);
  });

  it.each([
    ['a name twice', [service('a', 1), service('a', 2)], 'Two services are named a'],
    ['a port twice', [service('a', 1), service('b', 1)], 'Two services have port 1'],
    ['a user twice', [service('a', 1), { ...service('b', 2), uid: 20_001 }], 'Two services have uid 20001'],
    ['a call to nobody', [service('a', 1, ['b'])], 'add apps/b/service.yaml'],
    ['a circle of calls', [service('a', 1, ['b']), service('b', 2, ['a'])], 'circle'],
    [
      'a request above its limit',
      [{ ...service('a', 1), requests: { cpus: 2, memoryMiB: 64 } }],
      'a requests 2 cores, but its limit is 1',
    ],
  ])('is refused for %s', (_, services, expected) => {
    expect(checkSystem(services).join('\n')).toContain(expected);
  });

  it('has nothing to report when it is consistent', () => {
    expect(checkSystem([service('a', 1, ['b']), service('b', 2)])).toEqual([]);
  });

  it('has modest limits and one replica unless it is told more', () => {
    const { limits, requests, replicas, slo } = service('a', 1);
    expect({ limits, requests, replicas, slo }).toEqual({
      limits: { cpus: 1, memoryMiB: 256, processes: 128 },
      requests: { cpus: 0.1, memoryMiB: 128 },
      replicas: { min: 1, max: 1 },
      slo: undefined,
    });
  });

  it('is refused where more replicas run at least than may run', () => {
    const declared = { ...service('a', 1), replicas: { min: 3, max: 2 } };
    expect(serviceDeclaration.safeParse(declared).error?.issues[0]?.message).toContain('at least min');
  });
});
