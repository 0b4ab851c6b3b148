import type { Container } from '@slipway/deploy-compose-run';
import { createLock } from '@slipway/deploy-lock';
import type { OverlayStatus } from './overlay-status.ts';
import { obstaclesIn, obstaclesInProject, type ComposeStage } from './stage-images.ts';

const verified: OverlayStatus = {
  overlay: 'dev',
  namespace: 'slipway-dev',
  context: 'here',
  running: true,
  verified: true,
  release: {
    number: 3,
    overlay: 'dev',
    status: 'verified',
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'me@here',
    digest: 'x',
    images: [],
  },
  workloads: [{ kind: 'Deployment', name: 'web', state: 'done', ready: 1, wanted: 1, images: [] }],
  drift: [],
};

describe('a stage is promoted', () => {
  it('when its latest release is verified and is what runs', () => {
    expect(obstaclesIn(verified)).toEqual([]);
  });

  it.each<[string, Partial<OverlayStatus>, RegExp]>([
    ['nothing was released', { release: undefined }, /Nothing has been released to dev: .*apply/],
    [
      'the latest release is only applied',
      { verified: false, release: { ...verified.release!, status: 'applied' } },
      /Release 3 of dev is applied, not verified: .*verify --overlay dev/,
    ],
    [
      'a workload is not ready',
      { workloads: [{ ...verified.workloads[0]!, state: 'progressing' }] },
      /web in dev is progressing/,
    ],
    [
      'somebody has changed it since',
      { drift: [{ kind: 'update' } as OverlayStatus['drift'][number]] },
      /dev is no longer as it was released/,
    ],
  ])('never when %s', (_what, change, expected) => {
    expect(obstaclesIn({ ...verified, ...change })).toEqual([expect.stringMatching(expected)]);
  });
});

const container = {
  ...{ id: '1', name: 'slipway-web-1', service: 'web', configHash: 'as then', image: 'sha256:web' },
  ...{ state: 'running', health: 'healthy', exitCode: 0, outOfMemory: false, pid: 1, restarts: 0 },
  ...{ startedAt: '', env: {}, labels: {}, networks: [] },
} satisfies Container;
const entry = {
  name: 'web',
  repository: 'r/web',
  tag: '1',
  digest: 'sha256:of-registry',
  imageId: 'sha256:web',
};
const { service, image, configHash } = container;
const tested: ComposeStage = {
  services: ['web'],
  containers: [container],
  lock: createLock('abc', [{ ...entry, models: [] }]),
  verification: {
    project: 'slipway',
    verifiedAt: '2026-01-01T00:00:00.000Z',
    containers: [{ service, image, configHash }],
  },
};

describe('what runs in containers is promoted', () => {
  it('when it is locked, healthy and verified', () => {
    expect(obstaclesInProject(tested)).toEqual([]);
  });

  it('by its digest, too, where the engine knows the image by that', () => {
    const images = tested.lock.images.map((one) => ({ ...one, imageId: 'sha256:config', digest: image }));
    expect(obstaclesInProject({ ...tested, lock: createLock('abc', images) })).toEqual([]);
  });

  it.each<[string, Partial<ComposeStage>, RegExp]>([
    ['a service does not run', { containers: [] }, /web does not run healthily .*up --substrate compose/],
    [
      'a service is not healthy',
      { containers: [{ ...container, health: 'unhealthy' }] },
      /web does not run healthily/,
    ],
    [
      'an image is not that of the lock',
      { lock: createLock('abc', []) },
      /web runs sha256:web, which is not in the lock: .*--locked/,
    ],
    [
      'one of two containers has another image',
      { containers: [container, { ...container, id: '2', image: 'sha256:other' }] },
      /web runs sha256:other, which is not in the lock/,
    ],
    [
      'nothing was verified',
      { verification: undefined },
      /web does not run as it was verified: .*verify --substrate compose/,
    ],
    [
      'its configuration has changed since',
      { containers: [{ ...container, configHash: 'changed' }] },
      /web does not run as it was verified/,
    ],
    [
      'another image was verified',
      {
        verification: {
          ...tested.verification!,
          containers: [{ service, image: 'sha256:earlier', configHash }],
        },
      },
      /web does not run as it was verified/,
    ],
  ])('never when %s', (_what, change, expected) => {
    expect(obstaclesInProject({ ...tested, ...change })).toEqual([expect.stringMatching(expected)]);
  });
});
