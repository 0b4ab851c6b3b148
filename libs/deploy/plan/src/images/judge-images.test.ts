import { createLock, type SignatureCheck } from '@slipway/deploy-lock';
import { deployment, DIGEST, object, OTHER_DIGEST } from '../testing/fixtures.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { judgeImages } from './judge-images.ts';
import { parseReference } from './parse-reference.ts';

const lock = createLock('abc', [
  { name: 'gateway', repository: 'reg.example:5000/slipway/gateway', tag: 'v1', digest: DIGEST, models: [] },
]);
const judge = (manifest: Manifest, signature?: SignatureCheck) =>
  judgeImages({
    manifests: [manifest],
    lock,
    signatures: new Map(signature === undefined ? [] : [['gateway', signature]]),
  });
const locked = `reg.example:5000/slipway/gateway:v1@${DIGEST}`;

describe('images of manifests', () => {
  it('may run where they are locked and signed, with the tag or without', () => {
    expect(judge(deployment('gateway', locked), 'valid')).toEqual([]);
    expect(judge(deployment('gateway', `reg.example:5000/slipway/gateway@${DIGEST}`), 'valid')).toEqual([]);
  });

  it.each<[string, string, SignatureCheck, RegExp]>([
    ['is not signed', locked, 'none', /not signed/],
    ['is signed by another key', locked, 'other-key', /another key/],
    ['has an entry that was edited', locked, 'invalid', /not what was signed/],
    [
      'has another digest than the lock',
      `reg.example:5000/slipway/gateway:v1@${OTHER_DIGEST}`,
      'valid',
      /not what images.lock.json has/,
    ],
    ['has a tag alone', 'reg.example:5000/slipway/gateway:v1', 'valid', /no digest of the lock/],
    ['was never resolved', 'slipway/gateway', 'valid', /no digest of the lock/],
    [
      'has the digest of the lock in another repository',
      `evil.example/gateway@${DIGEST}`,
      'valid',
      /not in images.lock.json/,
    ],
    [
      'is of another origin under the name of a service',
      `evil.example/x@${OTHER_DIGEST}`,
      'valid',
      /not in images.lock.json/,
    ],
    ['is empty', '', 'valid', /names no image/],
    [
      'has another tag than was signed with the digest',
      `reg.example:5000/slipway/gateway:v2@${DIGEST}`,
      'valid',
      /not what images.lock.json has/,
    ],
  ])('must not run where one %s', (_, image, signature, reason) => {
    expect(judge(deployment('gateway', image), signature)).toEqual([expect.stringMatching(reason)]);
  });

  it.each(['prom/prometheus:v2', `prom/prometheus:v2@${DIGEST}`, 'prom/prometheus@sha256:12'])(
    'of others must be locked like ours, whose way into the lock is told: %s',
    (image) => {
      expect(judge(deployment('prometheus', image))).toEqual([
        `Deployment prometheus, container prometheus: ${image} is not in images.lock.json; make it a service of a Compose profile, write slipway/<service> here, and run: ./slipway images release --profile <profile>, with SLIPWAY_REGISTRY set`,
      ]);
      expect(judge(deployment('prometheus', 'slipway/prometheus'))).toEqual([
        expect.stringMatching(/with --profile if it belongs to one$/),
      ]);
    },
  );

  it('are looked for in init containers and in every kind that makes pods', () => {
    const pod = {
      initContainers: [{ name: 'i', image: 'busybox' }],
      containers: [{ name: 'c', image: 'busybox:1' }],
    };
    const kinds = [
      object('Pod', 'p', { spec: pod }),
      object('Job', 'j', { spec: { template: { spec: pod } } }),
      object('CronJob', 'c', { spec: { jobTemplate: { spec: { template: { spec: pod } } } } }),
      object('DaemonSet', 'd', { spec: { template: { spec: pod } } }),
    ];
    for (const manifest of kinds) expect(judge(manifest)).toHaveLength(2);
  });

  it('must not run where there is no lock at all', () => {
    const options = {
      manifests: [deployment('gateway', locked)],
      signatures: new Map(),
      lock: undefined,
    };
    expect(judgeImages(options)).toHaveLength(1);
  });
});

it.each([
  ['repo', { repository: 'repo' }],
  ['host:5000/repo', { repository: 'host:5000/repo' }],
  ['host:5000/a/b:tag', { repository: 'host:5000/a/b', tag: 'tag' }],
  [`a:t@${DIGEST}`, { repository: 'a', tag: 't', digest: DIGEST }],
])('reads %s', (text, parts) => {
  expect(parseReference(text)).toEqual(parts);
});
