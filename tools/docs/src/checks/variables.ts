import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';

const VARIABLE = /\bSLIPWAY_[A-Z0-9]+(?:_[A-Z0-9]+)*\b/g;

/** Variables that a text names. `SLIPWAY_URL_<SERVICE>` stands for one a service and is no variable itself. */
export const variablesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(VARIABLE)].map(([name]) => name).filter((name) => name !== 'SLIPWAY_URL'));

/** Variables named in the sources of services and libraries, tests apart. */
export function variablesInSources(): ReadonlySet<string> {
  const names = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing\/|node_modules/.test(file))
      .flatMap((file) => [...variablesIn(readFileSync(join(root, folder, file), 'utf8'))]),
  );
  return new Set(names);
}

/** Variables that have a row in the configuration reference. */
export const variablesInTables = (page: string): ReadonlySet<string> =>
  new Set([...page.matchAll(/^\| `(SLIPWAY_[A-Z0-9_]+)`/gm)].map(([, name = '']) => name));
