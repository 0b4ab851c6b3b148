import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

/** The workspace as it is now, committed or not, in a folder of its own. */
export interface WorkspaceCopy {
  readonly root: string;
  /** One call of Nx in the copy, without a daemon; both streams as a person would see them. */
  nx(...args: readonly string[]): { readonly code: number | null; readonly output: string };
  remove(): void;
}

/** Copies what git knows or would know; packages are links to those that are installed. */
export function copyWorkspace(): WorkspaceCopy {
  const copy = mkdtempSync(join(tmpdir(), 'slipway-copy-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  // What git lists may be deleted already.
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  for (const folder of new Set(files.map(dirname))) mkdirSync(join(copy, folder), { recursive: true });
  for (const file of files) copyFileSync(join(root, file), join(copy, file));
  linkPackages(join(root, 'node_modules'), join(copy, 'node_modules'));
  return {
    root: copy,
    nx: (...args) => {
      const { status, stdout, stderr } = spawnSync(join(copy, 'node_modules/.bin/nx'), args, {
        cwd: copy,
        env: environment(copy),
        encoding: 'utf8',
      });
      return { code: status, output: stdout + stderr };
    },
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}

/** Our own packages are links into the copy: the generator that runs is the copy's. */
function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, '@slipway'), { recursive: true });
  for (const name of readdirSync(from))
    if (name !== '@slipway') symlinkSync(join(from, name), join(to, name));
  const ours = join(from, '@slipway');
  for (const name of readdirSync(ours))
    symlinkSync(readlinkSync(join(ours, name)), join(to, '@slipway', name));
}

/** Without what an Nx that runs this test has set, which is about another workspace. */
function environment(copy: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(NX_|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(own),
    NX_DAEMON: 'false',
    NX_CACHE_DIRECTORY: join(copy, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(copy, '.nx/workspace-data'),
  };
}
