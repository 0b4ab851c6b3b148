import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLock, formatLock, type ImageEntry, type ImagesLock } from '@slipway/deploy-lock';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { AttestationKind } from '../sign/signer.ts';
import { readLock } from './lock-files.ts';
import { writeAtomically } from './write-atomically.ts';

/** What the steps from build to lock hand on to each other: a lock in the making, and the evidence beside it. */
export interface ImageStore {
  /** The record of what was built, or a failure that names the step to begin with. */
  read(): Promise<Outcome<ImagesLock>>;
  write(record: ImagesLock): Promise<void>;
  /** Puts one entry in the place of that of its name. */
  update(entry: ImageEntry): Promise<Outcome<void>>;
  evidenceFile(name: string, kind: AttestationKind): string;
  /** The text of the evidence, or undefined where it is not on this machine. */
  readEvidence(name: string, kind: AttestationKind): Promise<string | undefined>;
  writeEvidence(name: string, kind: AttestationKind, text: string): Promise<void>;
}

const SUFFIX: Record<AttestationKind, string> = { sbom: 'spdx.json', provenance: 'provenance.json' };

/** Keeps the record and the evidence as files in `folder`. */
export function createImageStore(folder: string): ImageStore {
  const recordFile = join(folder, 'record.json');
  const evidenceFile = (name: string, kind: AttestationKind) => join(folder, `${name}.${SUFFIX[kind]}`);
  const read: ImageStore['read'] = async () => {
    const found = await readLock(recordFile);
    if (!found.ok) return found;
    return found.value
      ? succeed(found.value)
      : failWith('invalid', 'No image was built here yet; run: ./slipway images build');
  };
  const write = (record: ImagesLock) => writeAtomically(recordFile, formatLock(record));
  return {
    read,
    write,
    evidenceFile,
    async update(entry) {
      const record = await read();
      if (!record.ok) return record;
      const others = record.value.images.filter(({ name }) => name !== entry.name);
      await write(createLock(record.value.revision, [...others, entry]));
      return succeed(undefined);
    },
    readEvidence: (name, kind) =>
      readFile(evidenceFile(name, kind), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }),
    writeEvidence: (name, kind, text) => writeAtomically(evidenceFile(name, kind), text),
  };
}
