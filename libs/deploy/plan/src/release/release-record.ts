import { imagesLock } from '@slipway/deploy-lock';
import { z } from 'zod';
import type { Manifest } from '../manifest/manifest.ts';

const status = z.enum(['applied', 'failed', 'verified']);

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

const releaseRecord = z.object({
  schemaVersion: z.literal(1),
  number: z.int().positive(),
  overlay: z.string(),
  status,
  /** ISO 8601. */
  createdAt: z.string(),
  createdBy: z.string(),
  /** Of a failure: one line each. */
  reason: z.array(z.string()).optional(),
  verifiedAt: z.string().optional(),
  /** The release whose manifests these are. */
  rollbackOf: z.int().positive().optional(),
  /** SHA-256 of the manifests: two releases with the same one ask for the same state. */
  digest: z.string(),
  /** Commit of the lock that the images came from. */
  lockRevision: z.string().optional(),
  /** Entries of the lock that these manifests use, with their signatures, so that a rollback can be judged like an apply. */
  images: imagesLock.shape.images,
  manifests: z.array(manifest),
});

export type ReleaseStatus = z.infer<typeof status>;

/** What an apply leaves in the cluster, so that anybody can tell what runs and go back to it. */
export type ReleaseRecord = Omit<z.infer<typeof releaseRecord>, 'manifests'> & {
  readonly manifests: readonly Manifest[];
};

/** A release is the record without what it was made of. */
export type ReleaseSummary = Omit<ReleaseRecord, 'manifests' | 'schemaVersion'>;

export const summaryOf = ({ manifests: _m, schemaVersion: _v, ...summary }: ReleaseRecord): ReleaseSummary =>
  summary;

/** As it is stored, before the edge packs it. */
export const encodeRelease = (record: ReleaseRecord): string => JSON.stringify(record);

export type DecodedRelease =
  { readonly ok: true; readonly record: ReleaseRecord } | { readonly ok: false; readonly error: string };

export function decodeRelease(json: string): DecodedRelease {
  try {
    const parsed = releaseRecord.safeParse(JSON.parse(json));
    if (parsed.success) return { ok: true, record: parsed.data as ReleaseRecord };
    const [issue] = parsed.error.issues;
    return { ok: false, error: `${issue?.path.join('.')}: ${issue?.message}` };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}
