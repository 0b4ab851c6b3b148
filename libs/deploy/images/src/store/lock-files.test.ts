import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLock, type ImageEntry } from '@slipway/deploy-lock';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { valueOf } from '../testing/value-of.ts';
import { lockFiles, readLock, readMergedLock, writeLockFiles, writePins } from './lock-files.ts';

const folder = useTemporaryFolder();
const entry = (name: string, tag: string): ImageEntry => ({
  name,
  repository: `slipway/${name}`,
  tag,
  models: [],
});

describe('the files of a lock', () => {
  it('are the lock and what follows from it, with nothing half-written left beside', async () => {
    await writeLockFiles(folder.path(), createLock('1', [entry('gateway', 'dev')]));
    expect(valueOf(await readLock(lockFiles(folder.path()).lock))?.images).toEqual([entry('gateway', 'dev')]);
    expect(readdirSync(folder.path()).sort()).toEqual(['compose', 'images.lock.json', 'k8s']);
    expect(readFileSync(lockFiles(folder.path()).kustomize, 'utf8')).toContain('newTag: dev');
  });

  it("are the workspace's with the state folder's over them", async () => {
    const root = join(folder.path(), 'root');
    const home = join(root, '.slipway');
    expect(valueOf(await readMergedLock({ root, home }))).toBeUndefined();
    await writeLockFiles(root, createLock('1', [entry('auth', 'v1'), entry('gateway', 'v1')]));
    await writeLockFiles(home, createLock('2', [entry('gateway', 'dev')]));
    expect(valueOf(await readMergedLock({ root, home }))).toEqual(
      createLock('2', [entry('auth', 'v1'), entry('gateway', 'dev')]),
    );
  });

  it('pin what is to run by the lock itself, and nothing else', async () => {
    const lock = createLock('1', [entry('auth', 'v1'), entry('gateway', 'v1'), entry('postgres', '15')]);
    const { compose } = lockFiles(folder.path());
    await writeLockFiles(folder.path(), lock);
    writeFileSync(compose, 'services: { gateway: { image: intruder } }');
    const file = await writePins(folder.path(), { lock, services: ['auth', 'gateway'] });
    expect(file).not.toBe(compose);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('image: slipway/gateway:v1');
    expect(text).not.toMatch(/intruder|postgres/);
  });

  it('are refused where they are broken, with the place', async () => {
    const { lock } = lockFiles(folder.path());
    mkdirSync(folder.path(), { recursive: true });
    writeFileSync(lock, '{"schemaVersion": 2}');
    expect(await readMergedLock({ root: folder.path(), home: folder.path() })).toMatchObject({
      ok: false,
      failure: {
        kind: 'invalid',
        messages: expect.arrayContaining([expect.stringContaining('schemaVersion')]),
      },
    });
  });
});
