import { gunzipSync, gzipSync } from 'node:zlib';
import {
  decodeRelease,
  encodeRelease,
  textOf,
  type Manifest,
  type ReleaseRecord,
} from '@slipway/deploy-plan';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from '../objects/cluster.ts';
import { ownObject } from './own-object.ts';
import { takeOver } from './take-over.ts';

const TYPE = 'slipway.dev/release';
const NUMBER = 'slipway.dev/release';
const STATUS = 'slipway.dev/status';
const KIND = { apiVersion: 'v1', kind: 'Secret' } as const;

/** Manifests pack about ten to one, and a Secret holds 1 MiB: a record that unpacks to more is none of ours. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

const nameOfRelease = (number: number): string => `slipway-release-${number}`;

/** Every release that is kept, in no order. A record that cannot be read is an error: to go back past it would be a guess. */
export async function readReleases(
  cluster: Cluster,
  namespace: string,
  signal?: AbortSignal,
): Promise<readonly ReleaseRecord[]> {
  const found = await cluster.list(KIND, { namespace, labelSelector: NUMBER, ...(signal && { signal }) });
  return found.map((secret) => unpack(secret, namespace));
}

function unpack(secret: Manifest, namespace: string): ReleaseRecord {
  const decoded = attempt(() =>
    gunzipSync(Buffer.from(textOf(secret, 'data', 'release') ?? '', 'base64'), {
      maxOutputLength: MAX_RECORD_BYTES,
    }).toString('utf8'),
  );
  const result = decoded.ok ? decodeRelease(decoded.value) : decoded;
  if (result.ok) return result.record;
  throw new ClusterError(
    'config',
    `Secret ${secret.metadata.name} in ${namespace} is no record of a release (${result.error}): delete it if you do not need to go back to it`,
  );
}

function attempt(run: () => string) {
  try {
    return { ok: true, value: run() } as const;
  } catch (error) {
    return { ok: false, error: (error as Error).message } as const;
  }
}

/** Writes a record, over one of the same number. */
export async function writeRelease(
  cluster: Cluster,
  namespace: string,
  { record, signal }: { readonly record: ReleaseRecord; readonly signal?: AbortSignal },
): Promise<void> {
  const packed = gzipSync(encodeRelease(record)).toString('base64');
  await takeOver(
    cluster,
    ownObject({
      kind: 'Secret',
      namespace,
      name: nameOfRelease(record.number),
      labels: { [NUMBER]: String(record.number), [STATUS]: record.status },
      fields: { type: TYPE, data: { release: packed } },
    }),
    signal,
  );
}

export async function forgetReleases(
  cluster: Cluster,
  namespace: string,
  { numbers, signal }: { readonly numbers: readonly number[]; readonly signal?: AbortSignal },
): Promise<void> {
  for (const number of numbers)
    await cluster.delete({ ...KIND, namespace, name: nameOfRelease(number) }, { ...(signal && { signal }) });
}

/** Notes that a release has passed its acceptance, so that a rollback may choose it. */
export async function markVerified(
  cluster: Cluster,
  namespace: string,
  {
    number,
    verifiedAt,
    signal,
  }: { readonly number: number; readonly verifiedAt: string; readonly signal?: AbortSignal },
): Promise<ReleaseRecord> {
  const ref = { ...KIND, namespace, name: nameOfRelease(number) };
  const secret = await cluster.get(ref, signal);
  if (secret === undefined)
    throw new ClusterError('config', `There is no release ${number} in ${namespace}: see ./slipway history`);
  const record = unpack(secret, namespace);
  if (record.status === 'failed')
    throw new ClusterError(
      'config',
      `Release ${number} in ${namespace} failed, so that nothing of it can be verified: apply again first`,
    );
  const verified: ReleaseRecord = { ...record, status: 'verified', verifiedAt };
  await writeRelease(cluster, namespace, { record: verified, ...(signal && { signal }) });
  return verified;
}
