import { checkSystem, serviceDeclaration, startOrder, type ServiceDeclaration } from './index.ts';

const service = (name: string, port: number, calls: readonly string[] = []): ServiceDeclaration =>
  serviceDeclaration.parse({
    name,
    kind: 'model',
    description: name,
    ports: { http: port },
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
    ['a call to nobody', [service('a', 1, ['b'])], 'add apps/b/service.yaml'],
    ['a circle of calls', [service('a', 1, ['b']), service('b', 2, ['a'])], 'circle'],
  ])('is refused for %s', (_, services, expected) => {
    expect(checkSystem(services).join('\n')).toContain(expected);
  });

  it('has nothing to report when it is consistent', () => {
    expect(checkSystem([service('a', 1, ['b']), service('b', 2)])).toEqual([]);
  });
});
