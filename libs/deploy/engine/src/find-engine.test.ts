import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A command that behaves as `docker version` does in some situation. */
function command(script: string): string {
  const path = join(folder, 'docker');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('the search for an engine', () => {
  it('finds one that answers, with its versions', async () => {
    const docker = command('[ "$1" = version ] && echo "28.5.1 1.51"');
    expect(await findEngine({ command: docker })).toEqual({
      found: true,
      version: '28.5.1',
      apiVersion: '1.51',
    });
  });

  it.each([
    [
      'the engine is down',
      'echo "Cannot connect to the Docker daemon." >&2; exit 1',
      'Cannot connect to the Docker daemon.',
    ],
    ['it answers something else', 'echo hello', 'it does not say its version'],
    ['it fails in silence', 'exit 3', 'it does not say its version'],
  ])('says why there is none when %s', async (_what, script, reason) => {
    expect(await findEngine({ command: command(script) })).toEqual({ found: false, reason });
  });

  it('says that the command is not installed', async () => {
    const none = join(folder, 'none');
    expect(await findEngine({ command: none })).toEqual({ found: false, reason: `${none} is not installed` });
  });

  it('gives up on an engine that does not answer', async () => {
    const silent = command('exec sleep 60');
    expect(await findEngine({ command: silent, timeoutMillis: 100 })).toEqual({
      found: false,
      reason: `${silent} gives no answer within 100 ms`,
    });
  });
});
