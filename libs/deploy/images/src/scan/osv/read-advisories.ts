import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { list, type ReadEntry } from 'tar';
import { openPromise } from 'yauzl';

/** Is given each advisory as text, with the place it came from. */
export type TakeAdvisory = (text: string, from: string) => void;

/**
 * Reads every advisory in `path`: a folder, with folders and archives in it as OSV's bucket has them
 * (`npm/all.zip`, `Debian/all.zip`), or one archive (.zip, .tar, .tar.gz, .tgz). Other files are passed over.
 */
export async function readAdvisories(path: string, take: TakeAdvisory, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if ((await stat(path)).isDirectory()) {
    for (const name of (await readdir(path)).sort()) await readAdvisories(join(path, name), take, signal);
  } else if (/\.json$/.test(path)) take(await readFile(path, 'utf8'), path);
  else if (/\.zip$/.test(path)) await readZip(path, take, signal);
  else if (/\.(tar|tar\.gz|tgz)$/.test(path)) await readTar(path, take);
}

async function readZip(path: string, take: TakeAdvisory, signal: AbortSignal | undefined): Promise<void> {
  const archive = await openPromise(path);
  for await (const entry of archive.eachEntry()) {
    signal?.throwIfAborted();
    if (!entry.fileName.endsWith('.json')) continue;
    const content = await buffer(await archive.openReadStreamPromise(entry));
    take(content.toString('utf8'), `${path}: ${entry.fileName}`);
  }
}

async function readTar(path: string, take: TakeAdvisory): Promise<void> {
  const pending: Promise<void>[] = [];
  const onReadEntry = (entry: ReadEntry): void => {
    if (entry.type !== 'File' || !entry.path.endsWith('.json')) return;
    pending.push(entry.concat().then((content) => take(content.toString('utf8'), `${path}: ${entry.path}`)));
  };
  await list({ file: path, strict: true, onReadEntry });
  await Promise.all(pending);
}
