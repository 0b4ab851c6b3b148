import { readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

const IGNORED = /(^|[\\/])(node_modules|dist|\.[^\\/]*)([\\/]|$)|\.test\.ts$|\.md$|~$/;
/** How often files are looked at. An edit counts when nothing has changed since the last look: saves take steps. */
const LOOK_MILLIS = 300;

/** Identity, time of change and size of each file, by its path below the folder: two writes may share one tick. */
type Snapshot = ReadonlyMap<string, string>;

/**
 * An edit of an app restarts it; an edit of a library, which any of them may use, restarts all. Looks at the files
 * again and again: on Linux, Node's recursive watch loses a file that an editor replaces instead of writing to it.
 */
export function watchSources(
  root: string,
  services: readonly string[],
  onEdit: (services: readonly string[], file: string) => void,
): { close(): void } {
  const folders = [
    ...services.map((name) => ({ folder: `apps/${name}`, names: [name] })),
    { folder: 'libs', names: services },
  ];
  const seen = new Map(folders.map(({ folder }) => [folder, snapshot(join(root, folder))]));
  const touched = new Set<string>();
  let latest = '';

  const look = () => {
    let isQuiet = true;
    for (const { folder, names } of folders) {
      const now = snapshot(join(root, folder));
      const file = firstChange(seen.get(folder)!, now);
      seen.set(folder, now);
      if (file === undefined) continue;
      isQuiet = false;
      latest = `${folder}/${file.split(sep).join('/')}`;
      for (const name of names) touched.add(name);
    }
    if (!isQuiet || touched.size === 0) return;
    const edited = services.filter((name) => touched.has(name));
    touched.clear();
    onEdit(edited, latest);
  };
  const timer = setInterval(look, LOOK_MILLIS);
  return { close: () => clearInterval(timer) };
}

function snapshot(folder: string): Snapshot {
  const files = new Map<string, string>();
  for (const file of listFiles(folder)) {
    if (IGNORED.test(file)) continue;
    const stats = statSync(join(folder, file), { throwIfNoEntry: false });
    if (stats?.isFile()) files.set(file, `${stats.ino} ${stats.mtimeMs} ${stats.size}`);
  }
  return files;
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    // The folder is not there, or goes while it is read: the next look tells.
    return [];
  }
}

/** A file that is there now, rather than one that is gone: it says more. */
function firstChange(before: Snapshot, now: Snapshot): string | undefined {
  const changed = [...now].find(([file, state]) => before.get(file) !== state)?.[0];
  return changed ?? [...before.keys()].find((file) => !now.has(file));
}
