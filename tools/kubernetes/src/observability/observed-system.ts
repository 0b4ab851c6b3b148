import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  awaitRollouts,
  createRender,
  describeConflict,
  systemClock,
  type Cluster,
} from '@slipway/deploy-cluster';
import { isWorkload, nameOf, orderManifests, refOf, type Manifest } from '@slipway/deploy-plan';
import { readSystem } from '@slipway/deploy-system';
import { createAccessToken } from '@slipway/load';
import { stringify } from 'yaml';
import { root } from '../root.ts';
import { must } from '../run.ts';
import { freeNodePorts } from '../testing/node-ports.ts';
import { pushImage } from '../testing/push-image.ts';
import { untilAnswered } from '../testing/until-answered.ts';
import { observedOverlay, SPANS_TO_LOG, spansToLog } from './observed-overlay.ts';

/** The whole system with Prometheus and the collector, in a namespace. */
export interface ObservedSystem {
  readonly services: readonly string[];
  readonly url: string;
  readonly prometheusUrl: string;
  /** A token of the client `demo` for the gateway. */
  readonly token: () => Promise<string>;
}

const FIRST_PORT = 30_500;
const ROLLOUT_MILLIS = 240_000;
const STAND_INS = {
  postgres: 'postgres:15.20-bookworm',
  prometheus: 'prom/prometheus:v2.42.0',
  collector: 'otel/opentelemetry-collector-contrib:0.156.0',
};
export async function startObservedSystem(cluster: Cluster, namespace: string): Promise<ObservedSystem> {
  const system = readSystem(root);
  if (!system.ok) throw new Error(system.errors.join('\n'));
  const services = system.services.map(({ name }) => name);
  const clients = new Set([...system.services.flatMap(({ secrets }) => secrets), 'demo', 'prometheus']);
  const secrets = Object.fromEntries([...clients].map((client) => [client, randomText()]));
  const [gatewayPort, prometheusPort] = await freeNodePorts(cluster, FIRST_PORT, 2);
  const ports = { gatewayPort: gatewayPort!, prometheusPort: prometheusPort! };
  const images = await pushImages(services);
  await bringUp(
    cluster,
    namespace,
    await render((k8s) =>
      observedOverlay({ namespace, k8s, images, ...ports, secrets, databasePassword: randomText() }),
    ),
  );
  const url = `http://127.0.0.1:${gatewayPort}`;
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  await Promise.all([`${url}/livez`, `${prometheusUrl}/-/healthy`].map(untilAnswered));
  return {
    services,
    url,
    prometheusUrl,
    token: createAccessToken({ url, agent: new Agent(), clientId: 'demo', clientSecret: secrets.demo! }),
  };
}

const randomText = () => randomBytes(32).toString('base64url');

async function pushImages(services: readonly string[]): Promise<ReadonlyMap<string, string>> {
  await must('sh', [join(root, 'tools/stand-ins/build')], { timeoutMillis: 900_000 });
  const tag = process.env.SLIPWAY_TAG ?? 'dev';
  const wanted = [...services.map((name) => [name, `slipway/${name}:${tag}`]), ...Object.entries(STAND_INS)];
  const images = new Map<string, string>();
  for (const [name, built] of wanted) images.set(name!, await pushImage(built!, name!));
  return images;
}

async function render(overlayAt: (k8s: string) => unknown): Promise<readonly Manifest[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-observed-')));
  try {
    const overlay = overlayAt(relative(folder, join(root, 'k8s')));
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(overlay));
    mkdirSync(join(folder, SPANS_TO_LOG));
    for (const [file, value] of Object.entries(spansToLog))
      writeFileSync(join(folder, SPANS_TO_LOG, file), stringify(value));
    return await createRender(process.env)(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Everything at once but the database, which is ready first: services then need not be started twice. */
async function bringUp(cluster: Cluster, namespace: string, manifests: readonly Manifest[]): Promise<void> {
  const ordered = orderManifests(manifests);
  const later = ordered.filter(({ kind }) => kind === 'Deployment');
  for (const wave of [ordered.filter((one) => !later.includes(one)), later]) {
    for (const manifest of wave) {
      const outcome = await cluster.apply(manifest);
      if (!outcome.ok) throw new Error(outcome.conflicts.map(describeConflict).join('\n'));
      if (outcome.warnings.length > 0)
        throw new Error(`${nameOf(refOf(manifest))}: ${outcome.warnings.join('; ')}`);
    }
    const stalled = await awaitRollouts(cluster, {
      namespace,
      workloads: wave.filter(isWorkload).map(refOf),
      timeoutMillis: ROLLOUT_MILLIS,
      clock: systemClock,
    });
    if (stalled.length > 0)
      throw new Error(
        stalled.flatMap(({ workload, stall }) => [nameOf(workload), ...stall.lines]).join('\n'),
      );
  }
}
