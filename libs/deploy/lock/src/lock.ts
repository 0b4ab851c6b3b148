import { z } from 'zod';

const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, { error: 'expected sha256: and 64 hexadecimal digits' })
  .describe('SHA-256 as sha256:<hex>');
const imageName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'expected a name like digits-onnx' });

const signature = z.strictObject({
  kind: z.literal('cosign-key').describe('How it was made: by cosign with a key pair'),
  publicKey: digest.describe('Of the public key (DER, SubjectPublicKeyInfo) that verifies it'),
  value: z.base64().describe('The signature itself, over the text that the other fields make'),
});

const imageEntry = z.strictObject({
  name: imageName.describe('The service that it runs'),
  kind: z
    .literal('external')
    .optional()
    .describe("Somebody else's image, which was taken as it is; absent where it was built here"),
  repository: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._:/-]*[a-z0-9]$/)
    .describe('Where it is, without tag; not signed, because the same digest is copied between registries'),
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
    .describe('What people call this version'),
  digest: digest.optional().describe("Of the registry's manifest; absent where no registry was involved"),
  imageId: digest.optional().describe("Of the image's configuration, by which an engine knows it"),
  gitRevision: z
    .string()
    .min(1)
    .optional()
    .describe('Commit that it was built from; absent where it was not built here'),
  sbom: z
    .strictObject({ format: z.literal('spdx-json'), digest })
    .optional()
    .describe('Its list of contents'),
  provenance: z
    .strictObject({ digest })
    .optional()
    .describe('The statement of how it was built; absent where it was not built here'),
  models: z
    .array(z.strictObject({ name: z.string(), version: z.string(), digest }))
    .default([])
    .describe('Models inside, with the digests of their declarations'),
  signature: signature.optional(),
});

/** `images.lock.json`: which images a release is made of, and the evidence for each. */
export const imagesLock = z
  .strictObject({
    $comment: z.string(),
    schemaVersion: z.literal(1),
    revision: z.string().min(1).describe('Commit at which the lock was written'),
    images: z.array(imageEntry),
  })
  .refine(({ images }) => new Set(images.map(({ name }) => name)).size === images.length, {
    error: 'two images have the same name',
  });

export type ImagesLock = z.infer<typeof imagesLock>;
export type ImageEntry = ImagesLock['images'][number];
export type ImageSignature = z.infer<typeof signature>;
export type ModelDigest = ImageEntry['models'][number];

/** A lock that holds names and tags only, which is what stands in a clone before the first release. */
export function createLock(revision: string, images: readonly ImageEntry[]): ImagesLock {
  return {
    $comment: 'Written by `slipway images lock`; an edit breaks the signature of its entry.',
    schemaVersion: 1,
    revision,
    images: [...images].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
