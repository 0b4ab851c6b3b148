import { createLock, imagesLock, type ImageEntry, type ImagesLock } from './lock.ts';

export type LockResult =
  | { readonly ok: true; readonly value: ImagesLock }
  | { readonly ok: false; readonly errors: readonly string[] };

/** The lock that `text` holds; each error is a line that begins with `file` and names the field. */
export function parseLock(text: string, file: string): LockResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, errors: [`${file}: expected JSON; write it anew with: ./slipway images lock`] };
  }
  const parsed = imagesLock.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    errors: parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`),
  };
}

/** The text of a lock: images by name and fields in one order, so that two locks differ only where images do. */
export function formatLock({ revision, images }: ImagesLock): string {
  return JSON.stringify(createLock(revision, images.map(inOrder)), undefined, 2) + '\n';
}

const inOrder = ({ models, signature, sbom, ...entry }: ImageEntry) => ({
  name: entry.name,
  kind: entry.kind,
  repository: entry.repository,
  tag: entry.tag,
  digest: entry.digest,
  imageId: entry.imageId,
  gitRevision: entry.gitRevision,
  sbom: sbom && { format: sbom.format, digest: sbom.digest },
  provenance: entry.provenance,
  models: models.map(({ name, version, digest }) => ({ name, version, digest })),
  signature: signature && {
    kind: signature.kind,
    publicKey: signature.publicKey,
    value: signature.value,
  },
});

/** The committed lock with the local one's images in place of its own: what was built here wins. */
export function mergeLocks(
  committed: ImagesLock | undefined,
  local: ImagesLock | undefined,
): ImagesLock | undefined {
  if (committed === undefined || local === undefined) return local ?? committed;
  const own = new Set(local.images.map(({ name }) => name));
  return createLock(local.revision, [
    ...committed.images.filter(({ name }) => !own.has(name)),
    ...local.images,
  ]);
}
