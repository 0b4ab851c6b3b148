import { compareLock, type EngineImage, type Observation } from './index.ts';
import {
  digestOf,
  externalEntry,
  localEntry,
  lockOf,
  signedEntry,
  taggedEntry,
} from './testing/fixture-lock.ts';

const image = (imageId: string, ...repositoryDigests: readonly string[]): EngineImage => ({
  imageId,
  repositoryDigests,
});
const own = image(digestOf('b'), `127.0.0.1:5000/slipway/digits-onnx@${digestOf('a')}`);
const other = image(digestOf('9'), `127.0.0.1:5000/slipway/digits-onnx@${digestOf('8')}`);

const right: Observation = {
  tagged: own,
  pinned: own,
  models: signedEntry.models,
  sbom: digestOf('c'),
  provenance: digestOf('d'),
  signature: 'valid',
};

const compare = (observation: Observation, entry = signedEntry) =>
  compareLock(lockOf(entry), [entry.name], new Map([[entry.name, observation]]));
const kinds = (observation: Observation, entry = signedEntry) =>
  compare(observation, entry).map(({ kind }) => kind);

describe('a lock compared with what is there', () => {
  it('has nothing to report when image, evidence and signature agree', () => {
    expect(compare(right)).toEqual([]);
  });

  it.each<[string, Partial<Observation>, string[]]>([
    ['another image under the same tag', { tagged: other }, ['changed']],
    ['another image under the pinned name', { tagged: other, pinned: other }, ['changed']],
    ['no image at all', { tagged: undefined, pinned: undefined }, ['absent']],
    ['no signature', { signature: 'none' }, ['unsigned']],
    ['a signature by another key', { signature: 'other-key' }, ['wrong-key']],
    ['an entry edited after it was signed', { signature: 'invalid' }, ['edited']],
    ['an edited SBOM', { sbom: digestOf('7') }, ['sbom-changed']],
    ['an edited statement of provenance', { provenance: digestOf('7') }, ['provenance-changed']],
    [
      'other bytes of a model',
      { models: [{ ...signedEntry.models[0]!, digest: digestOf('7') }] },
      ['models-changed'],
    ],
    ['a model that is not inside', { models: [] }, ['models-changed']],
  ])('refuses %s', (_, change, expected) => {
    expect(kinds({ ...right, ...change })).toEqual(expected);
  });

  it('refuses an image that the lock does not have, and one that it has without digest', () => {
    expect(compareLock(lockOf(taggedEntry), ['gateway'], new Map())).toMatchObject([
      { image: 'gateway', kind: 'missing', message: expect.stringContaining('slipway images release') },
    ]);
    expect(kinds({ signature: 'none' }, taggedEntry)).toEqual(['unsigned', 'unpinned']);
  });

  it('does not mind evidence that is not on this machine: the signed digests stand for it', () => {
    expect(kinds({ pinned: own, signature: 'valid' })).toEqual([]);
  });

  it('knows an image by its manifest where the engine calls images so', () => {
    const byManifest = image(digestOf('a'));
    expect(kinds({ ...right, tagged: byManifest, pinned: byManifest })).toEqual([]);
  });

  it('knows an image without a registry by its id alone', () => {
    const local = image(digestOf('1'));
    expect(kinds({ tagged: local, pinned: local, signature: 'valid' }, localEntry)).toEqual([]);
    expect(kinds({ tagged: other, pinned: local, signature: 'valid' }, localEntry)).toEqual(['changed']);
  });

  it('asks for no provenance of what was built elsewhere, and for all else', () => {
    const edge = image(digestOf('5'), `127.0.0.1:5000/slipway/edge@${digestOf('4')}`);
    const seen: Observation = { tagged: edge, pinned: edge, sbom: digestOf('6'), signature: 'valid' };
    expect(kinds(seen, externalEntry)).toEqual([]);
    expect(kinds({ ...seen, tagged: other }, externalEntry)).toEqual(['changed']);
    expect(kinds({ ...seen, signature: 'none' }, externalEntry)).toEqual(['unsigned']);
    expect(kinds({ ...seen, sbom: digestOf('7') }, externalEntry)).toEqual(['sbom-changed']);
  });

  it('names both digests and the way out', () => {
    const [changed] = compare({ ...right, tagged: other });
    expect(changed?.message).toContain(digestOf('9'));
    expect(changed?.message).toContain(digestOf('b'));
    expect(changed?.message).toContain('release it anew');
  });
});
