import { parse } from 'yaml';
import {
  afterBuild,
  afterPush,
  afterSbom,
  composeOverride,
  kustomizeComponent,
  promotionObstacles,
  provenancePredicate,
  provenanceStatement,
  signedText,
} from './index.ts';
import {
  digestOf,
  externalEntry,
  localEntry,
  lockOf,
  signedEntry,
  taggedEntry,
} from './testing/fixture-lock.ts';

const lock = lockOf(signedEntry, taggedEntry, localEntry);

describe('what follows from a lock', () => {
  it('is an override for Compose: by digest and pulled, by id and never pulled, or by tag', () => {
    const text = composeOverride(lock);
    expect(text.split('\n')[0]).toContain('Written by `slipway images lock`');
    expect(parse(text)).toEqual({
      services: {
        auth: { image: 'slipway/auth:dev' },
        'digits-onnx': {
          image: `127.0.0.1:5000/slipway/digits-onnx:v1.2.0@${digestOf('a')}`,
          pull_policy: 'missing',
        },
        gateway: { image: digestOf('1'), pull_policy: 'never' },
      },
    });
  });

  it('is a component for Kustomize with tag and digest together', () => {
    expect(parse(kustomizeComponent(lock))).toMatchObject({
      kind: 'Component',
      images: [
        { name: 'slipway/auth', newName: 'slipway/auth', newTag: 'dev' },
        {
          name: 'slipway/digits-onnx',
          newName: '127.0.0.1:5000/slipway/digits-onnx',
          newTag: 'v1.2.0',
          digest: digestOf('a'),
        },
        { name: 'slipway/gateway', newTag: 'dev' },
      ],
    });
  });

  it('is whether it can be promoted: not without digest, SBOM, signature or commit', () => {
    expect(promotionObstacles(lockOf(signedEntry, externalEntry))).toEqual([]);
    const obstacles = promotionObstacles(lock).join('\n');
    expect(obstacles).toMatch(/auth: no registry[\s\S]*auth: it has no SBOM[\s\S]*auth: it is not signed/);
    expect(obstacles).toMatch(/gateway: no registry[\s\S]*gateway: it was built from uncommitted changes/);
    expect(obstacles).not.toContain('digits-onnx');
  });
});

describe('the text that a signature covers', () => {
  it.each(Object.keys(signedEntry).filter((field) => !['signature', 'repository'].includes(field)))(
    'changes with %s',
    (field) => {
      expect(signedText({ ...signedEntry, [field]: 'other' })).not.toBe(signedText(signedEntry));
    },
  );

  it('tells what was built here from what was not', () => {
    const { kind: _, ...own } = externalEntry;
    expect(signedText(own)).not.toBe(signedText(externalEntry));
  });

  it('stays when the image is copied to another registry', () => {
    const copied = afterPush(signedEntry, { repository: 'ghcr.io/org/x', digest: digestOf('a') });
    expect(signedText(copied)).toBe(signedText(signedEntry));
    expect(copied.signature).toEqual(signedEntry.signature);
  });
});

describe('evidence', () => {
  const built = {
    name: 'digits-onnx',
    repository: 'slipway/digits-onnx',
    tag: 'v1.2.0',
    imageId: digestOf('b'),
    gitRevision: '0123abc',
    models: signedEntry.models,
  };

  it('outlives a build that made the same image', () => {
    expect(afterBuild(signedEntry, built)).toEqual(signedEntry);
  });

  it.each([
    ['image', { imageId: digestOf('9') }],
    ['commit', { gitRevision: '9' }],
    ['model', { models: [] }],
    ['hand', { kind: 'external' as const }],
  ])('is void after a build from another %s', (_, change) => {
    expect(afterBuild(signedEntry, { ...built, ...change })).toEqual({ ...built, ...change });
  });

  it('is void in part when the SBOM or the digest changes', () => {
    expect(afterSbom(signedEntry, digestOf('9'))).toMatchObject({ sbom: { digest: digestOf('9') } });
    for (const changed of [
      afterSbom(signedEntry, digestOf('9')),
      afterPush(signedEntry, { repository: 'x', digest: digestOf('9') }),
    ]) {
      expect(changed).not.toHaveProperty('signature');
      expect(changed).not.toHaveProperty('provenance');
    }
    expect(afterSbom(signedEntry, digestOf('c'))).toBe(signedEntry);
  });
});

describe('a statement of provenance', () => {
  const facts = {
    source: 'git+https://example.org/slipway',
    builder: 'slipway 0.1.0',
    inputs: [{ name: 'package-lock.json', digest: digestOf('4') }],
  };

  it('binds source, inputs, models and SBOM to the digest', () => {
    expect(provenanceStatement(signedEntry, provenancePredicate(signedEntry, facts))).toMatchObject({
      subject: [{ name: 'digits-onnx', digest: { sha256: 'a'.repeat(64) } }],
      predicate: {
        buildDefinition: {
          resolvedDependencies: [
            { uri: facts.source, digest: { gitCommit: '0123abc' } },
            { name: 'package-lock.json', digest: { sha256: '4'.repeat(64) } },
            { name: 'model digits-cnn version 1', digest: { sha256: 'e'.repeat(64) } },
          ],
        },
        runDetails: { byproducts: [{ name: 'sbom.spdx.json', digest: { sha256: 'c'.repeat(64) } }] },
      },
    });
  });

  it('is about the image id without a registry, and about nothing before the build', () => {
    expect(provenanceStatement(localEntry, {})).toMatchObject({
      subject: [{ digest: { sha256: '1'.repeat(64) } }],
    });
    expect(provenanceStatement(taggedEntry, {})).toBeUndefined();
  });
});
