import { createLock, type ImageEntry, type ImagesLock } from '../lock.ts';

/** A digest that can be told from others at a glance. */
export const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

export const signedEntry: ImageEntry = {
  name: 'digits-onnx',
  repository: '127.0.0.1:5000/slipway/digits-onnx',
  tag: 'v1.2.0',
  digest: digestOf('a'),
  imageId: digestOf('b'),
  gitRevision: '0123abc',
  sbom: { format: 'spdx-json', digest: digestOf('c') },
  provenance: { digest: digestOf('d') },
  models: [{ name: 'digits-cnn', version: '1', digest: digestOf('e') }],
  signature: { kind: 'cosign-key', publicKey: digestOf('f'), value: 'c2lnbmF0dXJl' },
};

/** As a clone has it before the first release. */
export const taggedEntry: ImageEntry = {
  name: 'auth',
  repository: 'slipway/auth',
  tag: 'dev',
  models: [],
};

/** Built and signed where there is no registry. */
export const localEntry: ImageEntry = {
  name: 'gateway',
  repository: 'slipway/gateway',
  tag: 'dev',
  imageId: digestOf('1'),
  gitRevision: '0123abc-dirty',
  sbom: { format: 'spdx-json', digest: digestOf('2') },
  provenance: { digest: digestOf('3') },
  models: [],
  signature: { kind: 'cosign-key', publicKey: digestOf('f'), value: 'c2lnbmF0dXJl' },
};

/** Somebody else's, copied to a registry and signed there. */
export const externalEntry: ImageEntry = {
  name: 'edge',
  kind: 'external',
  repository: '127.0.0.1:5000/slipway/edge',
  tag: '2.6-bookworm',
  digest: digestOf('4'),
  imageId: digestOf('5'),
  sbom: { format: 'spdx-json', digest: digestOf('6') },
  models: [],
  signature: { kind: 'cosign-key', publicKey: digestOf('f'), value: 'c2lnbmF0dXJl' },
};

export const lockOf = (...images: readonly ImageEntry[]): ImagesLock => createLock('0123abc', images);
