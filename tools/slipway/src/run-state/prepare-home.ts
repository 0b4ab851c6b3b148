import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';

/** Only the owner may look: secrets, signing keys and logs are in here. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const SECRET_BYTES = 32;

/** Makes the state folder and a secret for each declared client that has none yet. */
export function prepareHome(
  { home, logsDir, secretsDir }: Workspace,
  services: readonly ServiceDeclaration[],
): void {
  try {
    for (const folder of [
      home,
      logsDir,
      secretsDir,
      ...services.filter(({ state }) => state).map(stateDirIn(home)),
    ])
      makePrivate(folder);
    for (const client of new Set(services.flatMap(({ secrets }) => secrets)))
      makeSecret(join(secretsDir, client));
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    throw new CommandError(
      'config',
      `Cannot write ${path ?? home} (${code}): make it yours, or set SLIPWAY_HOME`,
    );
  }
}

/** Folder that a service may write to. */
export const stateDirIn =
  (home: string) =>
  ({ name }: Pick<ServiceDeclaration, 'name'>): string =>
    join(home, 'state', name);

function makePrivate(folder: string): void {
  makeFolder(folder);
  chmodSync(folder, PRIVATE_FOLDER);
}

/** Level by level: below /proc, where nothing can be made, `mkdir` with `recursive` never returns. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER });
  } catch (error) {
    // Another command may have made it meanwhile.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function makeSecret(file: string): void {
  try {
    writeFileSync(file, randomBytes(SECRET_BYTES).toString('base64url'), { mode: PRIVATE_FILE, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(file, PRIVATE_FILE);
  }
}
