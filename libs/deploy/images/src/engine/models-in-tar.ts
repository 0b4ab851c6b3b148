import type { ModelDigest } from '@slipway/deploy-lock';
import { Parser, type ReadEntry } from 'tar';
import { digestOf } from '../digest.ts';

/** `models/<name>/<version>/<file>`; what lies beside the versions (cards, metrics) is no part of a model. */
const FILE = /^models\/([^/]+)\/([^/]+)\/([^/]+)$/;

/**
 * The models of a tar of the folder `models`, each version with the digest that its `model.yaml` declares:
 * SHA-256 of the lines "<hex>  <file>\n", sorted by name (libs/inference/declaration).
 */
export async function modelsInTar(archive: Buffer): Promise<ModelDigest[]> {
  const versions = new Map<string, Map<string, string>>();
  await readFiles(archive, (path, content) => {
    const [, name, version, file] = FILE.exec(path) ?? [];
    if (name === undefined || version === undefined || file === undefined) return;
    const key = `${name}/${version}`;
    const files = versions.get(key) ?? new Map<string, string>();
    versions.set(key, files.set(file, digestOf(content).slice('sha256:'.length)));
  });
  return [...versions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, files]) => {
      const [name = '', version = ''] = key.split('/');
      const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, hex]) => `${hex}  ${file}\n`);
      return { name, version, digest: digestOf(lines.join('')) };
    });
}

function readFiles(archive: Buffer, take: (path: string, content: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      onReadEntry(entry: ReadEntry) {
        const chunks: Buffer[] = [];
        entry.on('data', (chunk: Buffer) => chunks.push(chunk));
        entry.on('end', () => {
          if (entry.type === 'File') take(entry.path, Buffer.concat(chunks));
        });
      },
    });
    parser.on('end', () => resolve());
    parser.on('error', reject);
    parser.end(archive);
  });
}
