import { dependencyOrder, isAwaited, isJob, startMillisOf, type ModelService } from './model.ts';

const service = (wish: Partial<ModelService> = {}): ModelService => ({ image: 'image', ...wish });
const after = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { condition: 'service_healthy' }]));

describe('the order of services', () => {
  it('has each after those it depends on, and is otherwise that of the alphabet', () => {
    const services = {
      edge: service({ depends_on: after('gateway') }),
      gateway: service({ depends_on: after('model', 'auth') }),
      model: service({ depends_on: after('auth') }),
      auth: service(),
      another: service(),
    };
    expect(dependencyOrder({ services })).toEqual(['another', 'auth', 'model', 'gateway', 'edge']);
  });

  it('leaves out those whose profile is off', () => {
    expect(dependencyOrder({ services: { auth: service({ depends_on: after('postgres') }) } })).toEqual([
      'auth',
    ]);
  });
});

describe('a job', () => {
  it('is what the engine does not restart', () => {
    const restarts = ['no', 'always', undefined];
    expect(restarts.map((restart) => isJob(service(restart === undefined ? {} : { restart })))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is awaited where a service must not start before it has ended well', () => {
    const depends_on = { secrets: { condition: 'service_completed_successfully' }, ...after('auth') };
    const model = { services: { gateway: service({ depends_on }), load: service() } };
    expect(['secrets', 'auth', 'load'].map((name) => isAwaited(name, model))).toEqual([true, false, false]);
  });
});

describe('the longest time of a start', () => {
  it.each<[ModelService['healthcheck'], number]>([
    [{ start_period: '30s', interval: '3s', timeout: '10s', retries: 3 }, 82_000],
    [{ start_period: '2m0s', interval: '5s', timeout: '4s', retries: 5 }, 174_000],
    [{ start_period: '1h1m1.5s', interval: '500ms', timeout: '1s', retries: 1 }, 3_664_500],
    [{}, 240_000],
    [undefined, 60_000],
  ])('of the health check %j is %d ms', (healthcheck, millis) => {
    expect(startMillisOf(service({ ...(healthcheck && { healthcheck }) }))).toBe(millis);
  });
});
