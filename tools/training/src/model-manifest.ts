import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

export const modelVersion = '1';

export interface VersionDigests {
  readonly digest: string;
  readonly files: Readonly<Record<string, string>>;
}

/** SHA-256 of each file of a version, and of the lines `sha256sum *` prints for them. */
export function digestVersion(folder: string): VersionDigests {
  const names = readdirSync(folder).sort();
  const hashes = names.map((name) => sha256(readFileSync(join(folder, name))));
  const lines = names.map((name, position) => `${hashes[position]}  ${name}\n`);
  return {
    digest: `sha256:${sha256(lines.join(''))}`,
    files: Object.fromEntries(names.map((name, position) => [name, `sha256:${hashes[position]}`])),
  };
}

/** Writes the digests of the files on disk into `model.yaml`; the rest of it is kept as it is. */
export function stampManifest(model: string): void {
  const path = join(model, 'model.yaml');
  const manifest = parseDocument(readFileSync(path, 'utf8'));
  const versions = [{ version: modelVersion, ...digestVersion(join(model, modelVersion)) }];
  manifest.set('versions', manifest.createNode(versions, { flow: false }));
  writeFileSync(path, manifest.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true }));
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
