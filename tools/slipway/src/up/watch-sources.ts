import { existsSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

const IGNORED = /(^|[\\/])(node_modules|dist|\.[^\\/]*)([\\/]|$)|\.test\.ts$|\.md$|~$/;
/** Editors write a file in several steps, and a checkout writes many files. */
const SETTLE_MILLIS = 200;

/** An edit of an app restarts it; an edit of a library, which any of them may use, restarts all. */
export function watchSources(
  root: string,
  services: readonly string[],
  onEdit: (services: readonly string[], file: string) => void,
): { close(): void } {
  let touched = new Set<string>();
  let latest = '';
  let timer: NodeJS.Timeout | undefined;
  const settle = () => {
    const edited = services.filter((name) => touched.has(name));
    touched = new Set();
    if (edited.length > 0) onEdit(edited, latest);
  };
  const note = (names: readonly string[], folder: string) => (_event: string, file: string | null) => {
    if (file === null || IGNORED.test(file)) return;
    for (const name of names) touched.add(name);
    latest = `${folder}/${file.split(sep).join('/')}`;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLE_MILLIS);
  };
  const folders = [
    ...services.map((name) => ({ folder: `apps/${name}`, names: [name] })),
    { folder: 'libs', names: services },
  ];
  const watchers = folders
    .filter(({ folder }) => existsSync(join(root, folder)))
    .map(({ folder, names }) => watch(join(root, folder), { recursive: true }, note(names, folder)));
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
