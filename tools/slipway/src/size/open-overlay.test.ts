import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awaitRollouts, systemClock } from '@slipway/deploy-cluster';
import {
  describeOnCluster,
  tinyImage,
  tinyWorkload,
  useCluster,
  useNamespace,
} from '@slipway/deploy-cluster/testing';
import { settingsOf } from '@slipway/deploy-size';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { writeWorkspace } from '../testing/fixture-workspace.ts';
import { createWorkspace } from '../workspace.ts';
import { openOverlay } from './open-overlay.ts';

/** Tells how much it was asked for, to whoever has the right token. */
const SERVER = `
  require('http').createServer((request, answer) => {
    if (request.url === '/metrics' && request.headers.authorization !== 'Bearer mine') answer.statusCode = 401;
    answer.end(process.env.HOSTNAME + ' ' + 'x'.repeat(300000));
  }).listen(8080); process.on('SIGTERM', () => process.exit(0))`;

const fail = (line: string): never => {
  throw new Error(line);
};

describeOnCluster('an overlay that is measured', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'size');
  const folder = useTemporaryFolder();

  it('has an instance for each pod, which is reached through the API server', async () => {
    writeWorkspace(folder(), [{ name: 'web', port: 8080 }]);
    const overlay = join(folder(), 'k8s/overlays/test');
    mkdirSync(overlay, { recursive: true });
    const env = [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=64' }];
    const image = await tinyImage();
    const workload = tinyWorkload({ name: 'web', image, script: SERVER, replicas: 2, container: { env } });
    const objects = [
      workload,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'client-demo' },
        stringData: { secret: 's3cret' },
      },
    ];
    await Promise.all(
      objects.map((one) => cluster().apply({ ...one, metadata: { ...one.metadata, namespace } })),
    );
    const kustomization = {
      namespace,
      resources: ['web.yaml'],
      configMapGenerator: [{ name: 'settings', literals: ['SLIPWAY_ISSUER=http://127.0.0.1:30599'] }],
    };
    writeFileSync(join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
    writeFileSync(join(overlay, 'web.yaml'), JSON.stringify(workload));
    const workloads = [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' }];
    const waiting = { namespace, workloads, timeoutMillis: 90_000, clock: systemClock };
    expect(await awaitRollouts(cluster(), waiting)).toEqual([]);

    const workspace = createWorkspace(folder(), process.env);
    const measurable = await openOverlay(workspace, cluster(), { overlay: 'test', say: fail });
    try {
      expect(measurable).toMatchObject({
        platform: 'kubernetes (overlay test)',
        origin: 'http://127.0.0.1:30599',
      });
      expect(await measurable.secretOf('demo')).toBe('s3cret');
      await expect(measurable.secretOf('nobody')).rejects.toThrow('no Secret client-nobody');
      expect(measurable.instances.map(({ service }) => service)).toEqual(['web', 'web']);
      for (const instance of measurable.instances) {
        expect(settingsOf(instance.env)).toEqual({ heapLimitMiB: 64 });
        // More than once, as a measurement does, and more than fits one message.
        for (let round = 0; round < 3; round++)
          expect(await instance.metrics('mine')).toBe(`${instance.name} ${'x'.repeat(300_000)}`);
        await expect(instance.metrics('another')).rejects.toThrow('answered 401');
      }
    } finally {
      await measurable.close();
    }
    await expect(measurable.instances[0]!.metrics('mine')).rejects.toThrow();
  }, 150_000);
});
