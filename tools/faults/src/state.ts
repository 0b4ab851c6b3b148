import { setTimeout as sleep } from 'node:timers/promises';
import { endWhole, expectNothingLost, tell } from '@slipway/load/testing';
import { SERVICES } from './overlay.ts';
import type { FaultStack } from './stack.ts';

/** Until a new key signs (90 s), and until verifiers have forgotten what they knew before (60 s). */
const ROTATION_MILLIS = 160_000;

/** Two replicas each of the gateway and of two models. */
const VERIFIERS = 6;
/** Of two gateways, for two models each. */
const TOKENS = 4;
/** Of the load, and of whoever reads the metrics of two replicas. */
const OWN_TOKENS = 3;

/** As apps/auth/src/store/postgres-migrations.ts makes each: it only adds, so older programs go on. */
const STEP_OF_LATER_VERSION = `
  BEGIN;
  ALTER TABLE slipway_auth.clients ADD COLUMN team text NOT NULL DEFAULT '';
  INSERT INTO slipway_auth.migrations (version, compatible_from)
    SELECT max(version) + 1, 1 FROM slipway_auth.migrations;
  COMMIT;`;

/** What the token service keeps, and what the others know of it. */
export function stateFaults(stack: FaultStack): void {
  // Whatever became of a test, the next one finds them.
  afterEach(async () => {
    for (const service of ['auth', 'gateway']) await stack.scale(service, 2);
  }, 200_000);

  it('refuses no token, old or new, while replicas rotate their key', async () => {
    const endOld = await stack.load();
    const endFresh = await stack.load({ fresh: true });
    const before = await stack.signingKey();
    await stack.rotateKeys();
    await sleep(ROTATION_MILLIS);
    expect(await stack.signingKey()).not.toBe(before);
    const [old, fresh] = [await endOld(), await endFresh()];
    tell('a rotated key, one token', old);
    tell('a rotated key, a new token each time', fresh);
    expectNothingLost(old);
    expectNothingLost(fresh);
  }, 300_000);

  it('answers whoever has a token while the database restarts, and issues new ones after it', async () => {
    const endLoad = await stack.load();
    await stack.kubectl('delete', 'pod', 'postgres-0');
    await stack.kubectl('rollout', 'status', 'statefulset/postgres', '--timeout=120s');
    await stack.settle('auth');
    await endWhole('the database restarted', endLoad);
    // It begins with a token of its own.
    const endAfter = await stack.load();
    await sleep(2_000);
    expectNothingLost(await endAfter());
  }, 300_000);

  it('serves on, and starts again, on a database that a later version has extended', async () => {
    const endLoad = await stack.load({ fresh: true });
    await stack.sql(STEP_OF_LATER_VERSION);
    await stack.kubectl('rollout', 'restart', 'deployment/auth');
    await stack.settle('auth');
    await stack.rotateKeys();
    await endWhole('an extended database', endLoad);
  }, 300_000);

  it('answers whoever has a token while no token service runs; who starts meanwhile is not ready', async () => {
    const endLoad = await stack.load();
    await stack.scale('auth', 0);
    // On their way out they still answer for some seconds.
    await stack.kubectl(
      'wait',
      'pod',
      '--selector=app.kubernetes.io/name=auth',
      '--for=delete',
      '--timeout=60s',
    );
    // Its keys are not to be had: it must not say that a token is wrong, nor take one unseen.
    await stack.kubectl('scale', 'deployment/gateway', '--replicas=3');
    await sleep(20_000);
    const ready = '--output=jsonpath={.status.readyReplicas} of {.status.replicas}';
    expect(await stack.kubectl('get', 'deployment/gateway', ready)).toBe('2 of 3');
    await stack.scale('auth', 2);
    await stack.settle('gateway');
    await endWhole('no token service', endLoad);
  }, 300_000);

  it('is whole again after all pods restart at once, and none of them storms the token service', async () => {
    const startedAt = Date.now();
    await stack.kubectl('delete', 'pod', '--selector=app.kubernetes.io/part-of=slipway');
    await stack.settle(...SERVICES);
    await stack.untilAnswered();
    const endLoad = await stack.load();
    await sleep(10_000);
    await endWhole('after a restart of everything', endLoad);
    const replicas = await stack.authMetrics();
    const asked = (route: string) =>
      replicas.reduce((sum, metrics) => sum + requestsCounted(metrics, route), 0);
    const [keys, tokens] = [asked('/oauth2/jwks') + asked('/.well-known/jwks.json'), asked('/oauth2/token')];
    console.info(`a restart of everything: ${keys} requests for keys, ${tokens} for tokens`);
    const periods = Math.ceil((Date.now() - startedAt) / 30_000);
    expect(keys).toBeGreaterThan(0);
    expect(keys).toBeLessThanOrEqual(VERIFIERS * periods);
    expect(tokens).toBeLessThanOrEqual(TOKENS * periods + OWN_TOKENS);
  }, 600_000);
}

/** Requests to a route that a service has counted, whatever it answered. */
function requestsCounted(metrics: string, route: string): number {
  const counts = metrics
    .split('\n')
    .filter((line) => line.startsWith('http_server_request_duration_seconds_count{'))
    .filter((line) => line.includes(`http_route="${route}"`))
    .map((line) => Number(line.split(' ').at(-1)));
  return counts.reduce((sum, count) => sum + count, 0);
}
