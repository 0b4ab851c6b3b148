import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccessToken } from '@slipway/load';
import { readComposeModel } from '../compose-model.ts';
import { buildStandIns, must, root, run, type Ended } from '../docker.ts';
import { freePorts } from './free-ports.ts';

/** The whole system with Prometheus, collector and shipper, as a project of its own. */
export interface ObservedStack {
  readonly url: string;
  readonly prometheusUrl: string;
  readonly projectName: string;
  /** What it publishes on 127.0.0.1. */
  readonly publishedPorts: readonly number[];
  /** A token of the client `demo` for the gateway. */
  readonly token: () => Promise<string>;
  compose(...args: readonly string[]): Promise<Ended>;
  /** What a service has written to its log, without prefixes. */
  logs(service: string): Promise<string>;
  stop(): Promise<void>;
}

const TESTING = join(root, 'tools/compose/src/testing');
const COLLECTOR = 'otel/opentelemetry-collector-contrib:0.156.0';
const OURS = ['secrets', 'auth', 'digits-onnx', 'digits-tfjs', 'gateway', 'load'];

/** Brings it up from the committed compose.yaml; only what cannot be had everywhere has a stand-in of the test. */
export async function startObservedStack(): Promise<ObservedStack> {
  await buildStandIns();
  const home = mkdtempSync(join(tmpdir(), 'slipway-observed-'));
  const secretsDir = join(home, 'secrets');
  mkdirSync(secretsDir, { mode: 0o700 });
  const clientSecret = randomBytes(32).toString('base64url');
  writeFileSync(join(secretsDir, 'demo'), clientSecret);
  const overrideFile = join(home, 'override.json');
  writeFileSync(overrideFile, JSON.stringify(await override()));
  const publishedPorts = await freePorts(3);
  const [edgePort, prometheusPort, jaegerPort] = publishedPorts;
  const projectName = `slipway-observed-${randomBytes(4).toString('hex')}`;
  const env = {
    // Profiles come by option here: nothing else may have to tell the services that there is a collector.
    COMPOSE_PROFILES: '',
    COMPOSE_PROJECT_NAME: projectName,
    DOCKER_BUILDKIT: '1',
    SLIPWAY_SECRETS_DIR: secretsDir,
    SLIPWAY_EDGE_PORT: String(edgePort),
    SLIPWAY_PROMETHEUS_PORT: String(prometheusPort),
    SLIPWAY_JAEGER_PORT: String(jaegerPort),
    SLIPWAY_ENGINE_DIR: (await must('docker', ['info', '--format', '{{.DockerRootDir}}'])).trim(),
    SLIPWAY_LOAD_SECONDS: '5',
  };
  const profiles = ['observability', 'logging', 'load'].map((name) => `--profile=${name}`);
  const args = ['compose', '-f', 'compose.yaml', '-f', overrideFile, ...profiles, '--progress', 'plain'];
  const options = { env, timeoutMillis: 600_000 };
  const compose = (...of: readonly string[]) => run('docker', [...args, ...of], options);
  const stop = async () => {
    await must(
      'docker',
      [...args, '--profile=*', 'down', '--volumes', '--timeout', '5', '--remove-orphans'],
      options,
    );
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await must('docker', [...args, 'build', ...OURS], options);
    const started = ['edge', 'prometheus', 'collector', 'jaeger'];
    await must('docker', [...args, 'up', '--detach', '--wait', '--no-build', ...started], options);
    // Without Elasticsearch, which it would wait for.
    await must('docker', [...args, 'up', '--detach', '--no-deps', 'shipper'], options);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `http://127.0.0.1:${edgePort}`;
  return {
    url,
    prometheusUrl: `http://127.0.0.1:${prometheusPort}`,
    projectName,
    publishedPorts,
    token: createAccessToken({ url, agent: new Agent(), clientId: 'demo', clientSecret }),
    compose,
    logs: async (service) => (await compose('logs', '--no-log-prefix', '--no-color', service)).stdout,
    stop,
  };
}

/** Networks of sizes that fit beside any others: the engine's own pools hold few, and every edge is a network. */
async function override() {
  const { networks } = await readComposeModel();
  const subnets = Object.keys(networks).map((name, index) => [
    name,
    { ipam: { config: [{ subnet: `10.181.${index}.0/27` }] } },
  ]);
  return {
    services: {
      jaeger: {
        image: COLLECTOR,
        command: ['--config=/spans-to-log.yaml'],
        healthcheck: { disable: true },
        // It writes thousands of lines of spans, which the shipper must not take: it would push out its own log what
        // the tests read there. The real one writes few.
        logging: { driver: 'local' },
        volumes: [`${TESTING}/spans-to-log.yaml:/spans-to-log.yaml:ro`],
      },
      shipper: {
        command: ['--config=/etc/otelcol/shipper.yaml', '--config=/lines-to-log.yaml'],
        volumes: [`${TESTING}/lines-to-log.yaml:/lines-to-log.yaml:ro`],
      },
    },
    networks: Object.fromEntries(subnets),
  };
}
