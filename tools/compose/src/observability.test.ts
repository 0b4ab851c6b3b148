import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { LoadSummary } from '@slipway/load';
import { must } from './docker.ts';
import { containerChecks } from './testing/container-checks.ts';
import { documentsIn, spansIn } from './testing/debug-log.ts';
import { NODE_IMAGE } from './testing/inside.ts';
import { observedChecks } from './testing/observed-checks.ts';
import { startObservedStack, type ObservedStack } from './testing/observed-stack.ts';
import { until } from './testing/until.ts';

/** Readers of secrets: their user, and what each may read. */
const READERS: Readonly<Record<string, readonly [number, readonly string[]]>> = {
  auth: [10_002, ['database', 'demo', 'gateway', 'operator', 'prometheus']],
  gateway: [10_001, ['gateway']],
  prometheus: [65_534, ['prometheus']],
  load: [10_098, ['demo']],
  postgres: [999, ['database']],
  shipper: [0, ['slipway-shipper']],
};
/** Takes the secrets of the token service from their reader. */
const SPOIL = `
for (const name of fs.readdirSync('/secrets')) fs.chownSync('/secrets/' + name, 0, 0);
fs.chmodSync('/secrets/demo', 0o444);
fs.chmodSync('/secrets', 0o755);`;

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'the observed system', () => {
  let stack: ObservedStack;
  beforeAll(async () => {
    stack = await startObservedStack();
  }, 900_000);
  afterAll(() => stack?.stop(), 120_000);

  const { infer, healthyTargets, expectWorkingRules, expectWholeTrace, firing } = observedChecks(() => ({
    ...stack,
    spansLog: () => stack.logs('jaeger'),
  }));
  const { expectClosedEdges, expectNoWayOut, ownersOfSecrets } = containerChecks(() => stack);

  it('is scraped whole, each service with a token of its own', async () => {
    const up = await until(
      'four healthy targets',
      async () => {
        const found = await healthyTargets();
        return found.length === 4 ? found : undefined;
      },
      60_000,
    );
    expect(up.map(({ job }) => job).sort()).toEqual(['auth', 'digits-onnx', 'digits-tfjs', 'gateway']);
  });

  it('has the rules loaded, and all of them work', expectWorkingRules);

  it('hands on the trace of one request whole: gateway, both models and what they do', expectWholeTrace);

  it('sends no spans of probes and scrapes', async () => {
    const names = spansIn(await stack.logs('jaeger')).map(({ name }) => name);
    expect(names.filter((name) => /readyz|livez|metrics/.test(name))).toEqual([]);
  });

  it('has each line of a request shipped once, as a document of the Elastic Common Schema', async () => {
    const answer = await infer();
    const traceId = answer.headers.get('x-trace-id')!;
    const documents = await until(
      `three lines of the trace ${traceId}`,
      async () => {
        const found = documentsIn(await stack.logs('shipper')).filter((one) => one['trace.id'] === traceId);
        return found.length >= 3 ? found : undefined;
      },
      30_000,
    );
    expect(documents.map((one) => one['service.name']).sort()).toEqual([
      'digits-onnx',
      'digits-tfjs',
      'gateway',
    ]);
    for (const document of documents)
      expect(document).toMatchObject({
        '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        'log.level': 'info',
        'ecs.version': expect.any(String),
        'http.response.status_code': 200,
        'event.duration': expect.any(Number),
        'container.id': expect.stringMatching(/^[0-9a-f]{64}$/),
        'data_stream.dataset': 'slipway',
      });
  });

  it('has lines of others shipped as messages, none of its shipper, and none of other projects', async () => {
    const others = await until(
      'a line of Prometheus',
      async () => {
        const found = documentsIn(await stack.logs('shipper'));
        return found.some((one) => one['service.name'] === 'prometheus') ? found : undefined;
      },
      30_000,
    );
    const line = others.find((one) => one['service.name'] === 'prometheus');
    expect(line).toMatchObject({
      message: expect.stringContaining('level='),
      '@timestamp': expect.any(String),
    });
    const { stdout } = await stack.compose('ps', '--all', '--no-trunc', '--quiet');
    const own = new Set(stdout.trim().split('\n'));
    expect(others.filter((one) => !own.has(String(one['container.id'])))).toEqual([]);
    expect(others.filter((one) => one['service.name'] === 'shipper')).toEqual([]);
  });

  it('has each line stored once, also of requests that came while the shipper was away', async () => {
    const statuses: number[] = [];
    const ask = async (times: number) => {
      for (let asked = 0; asked < times; asked++) statuses.push((await infer()).status);
    };
    await Promise.all([ask(20), stack.compose('stop', 'shipper')]);
    await ask(20);
    await Promise.all([ask(20), stack.compose('up', '--detach', '--no-deps', '--no-build', 'shipper')]);
    expect(statuses).toEqual(Array(60).fill(200));

    const ours = ['auth', 'digits-onnx', 'digits-tfjs', 'gateway'];
    const logs = await Promise.all(ours.map((service) => stack.logs(service)));
    // What else there is comes from libraries.
    const documents = logs.flatMap((log) => log.split('\n')).filter((line) => line.startsWith('{'));
    const emitted = documents.map((line) => lineOf(JSON.parse(line) as Record<string, unknown>));
    const wanted = new Set(emitted);
    const stored = async () =>
      documentsIn(await stack.logs('shipper'))
        .map(lineOf)
        .filter((line) => wanted.has(line));
    const isComplete = async () => (await stored()).length >= emitted.length;
    // What is missing, or stored twice, is told by the comparison.
    await until('every line', isComplete, 90_000).catch(() => undefined);
    expect((await stored()).sort()).toEqual(emitted.sort());
  }, 180_000);

  it('answers a load as promised', async () => {
    const { code, stdout } = await stack.compose('run', '--rm', '--no-deps', 'load');
    const summary = JSON.parse(stdout.trim().split('\n').at(-1)!) as LoadSummary;
    expect([code, summary.issued, summary.lost, summary.undocumented]).toEqual([0, 100, {}, {}]);
  });

  it('has edges between containers that share a network, and no others at any address', async () => {
    await expectClosedEdges();
  });

  it('has no container with a way out, to a neighbour, or to what the host publishes', async () => {
    await expectNoWayOut(stack.publishedPorts);
  });

  it('has secrets that their reader alone can read, again after somebody opened them', async () => {
    await stack.compose(
      '--profile=postgres',
      'up',
      '--no-start',
      '--no-deps',
      '--no-build',
      'load',
      'postgres',
    );
    await stack.compose('run', '--rm', '--no-deps', 'logging-secrets');
    const owners = Object.entries(READERS).map(([service, [uid, names]]) => {
      const files = names.map((name) => [name, `${uid} ${uid} 400`]);
      return [service, { '.': `${uid} ${uid} 500`, ...Object.fromEntries(files) }];
    });
    expect(await ownersOfSecrets()).toEqual(Object.fromEntries(owners));
    const volume = `--volume=${stack.projectName}_secrets-auth:/secrets`;
    await must('docker', ['run', '--rm', '--network=none', volume, NODE_IMAGE, 'node', '--eval', SPOIL]);
    await stack.compose('run', '--rm', '--no-deps', 'secrets');
    expect(await ownersOfSecrets()).toEqual(Object.fromEntries(owners));
  });

  it('raises an alert when the last instance of a model stops', async () => {
    await stack.compose('stop', 'digits-tfjs');
    expect(await firing('ServiceDown', 90_000)).toEqual(['digits-tfjs']);
    const answer = (await (await infer()).json()) as { parameters: { partial: boolean } };
    expect(answer.parameters.partial).toBe(true);
  });
});

/** What tells one line of a service from all others. */
const lineOf = (line: Readonly<Record<string, unknown>>): string =>
  ['service.name', '@timestamp', 'message', 'trace.id', 'span.id', 'url.path']
    .map((key) => line[key])
    .join(' ');
