import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { failureDocument } from './exit.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const folder = useTemporaryFolder();

/** In a clone that has lost its lock file, which is the first thing that is looked for. */
function bootstrap(...args: readonly string[]) {
  const file = join(folder(), 'tools/bootstrap.mjs');
  mkdirSync(join(folder(), 'tools'));
  copyFileSync(join(import.meta.dirname, '../../bootstrap.mjs'), file);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const message = 'package-lock.json is missing: restore it with git checkout package-lock.json';

describe('an install that cannot be made', () => {
  it('is told on standard error', () => {
    expect(bootstrap('up')).toEqual({ status: 69, stdout: '', stderr: `slipway: ${message}\n` });
  });

  it('is told with --json as any other failure', () => {
    const { status, stdout } = bootstrap('status', '--json');
    expect([status, JSON.parse(stdout)]).toEqual([69, failureDocument('unavailable', message)]);
  });
});
