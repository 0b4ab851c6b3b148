import type { ImageEntry } from '@slipway/deploy-lock';
import type { Manifest } from '@slipway/deploy-plan';
import { releaseManifests } from './release-manifests.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const entry: ImageEntry = { name: 'web', repository: 'r/web', tag: 'v2', digest: digest('2'), models: [] };
const object = (kind: string, name: string, more: object = {}): Manifest => ({
  ...{ apiVersion: 'v1', kind, metadata: { name, namespace: 'test' } },
  ...more,
});
const deployment = (image: string, volumes: readonly object[] = []) =>
  object('Deployment', 'web', { spec: { template: { spec: { containers: [{ image }], volumes } } } });
const of = (manifests: readonly Manifest[], previous: readonly Manifest[] = []) =>
  releaseManifests({ namespace: 'test', manifests, images: [entry], previous });
const web = deployment(`r/web:v2@${digest('2')}`, [
  { secret: { secretName: 'client-web' } },
  { secret: { secretName: 'own' } },
  { configMap: { name: 'settings' } },
]);

describe('what an apply would send', () => {
  it('begins with the namespace and what the policy of the cluster goes by', () => {
    expect(of([web, object('Namespace', 'test')]).first).toMatchObject([
      { kind: 'Namespace' },
      {
        ...{ kind: 'ConfigMap', metadata: { name: 'locked-images', namespace: 'test' } },
        data: { images: `r/web:v2@${digest('2')}\nr/web@${digest('2')}\n` },
      },
    ]);
  });

  it('goes on allowing what the release before it runs, by digest', () => {
    const previous = [
      deployment(`r/web:v1@${digest('1')}`),
      deployment('r/web:dev'),
      deployment(entry.repository),
    ];
    expect(of([web], previous).first[0]?.data).toEqual({
      images: `r/web:v1@${digest('1')}\nr/web:v2@${digest('2')}\nr/web@${digest('2')}\n`,
    });
  });

  it('is in the order of an apply, without Secrets, which are named', () => {
    const secret = object('Secret', 'own', { stringData: { password: 'x' } });
    const { rest, missing } = of([web, secret, object('ConfigMap', 'settings'), object('Namespace', 'test')]);
    expect(rest.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment']);
    expect(missing).toEqual(['Secret client-web', 'Secret own']);
    expect(of([web]).missing).toContain('ConfigMap settings');
  });
});
