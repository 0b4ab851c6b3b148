import type { OverlayStatus } from './overlay-status.ts';
import { obstaclesIn } from './stage-images.ts';

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
