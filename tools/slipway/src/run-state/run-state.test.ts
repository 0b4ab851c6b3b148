import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceDeclaration } from '@slipway/deploy-declaration';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createWorkspace } from '../workspace.ts';
import { keepSecret } from './keep-secret.ts';
import { prepareHome } from './prepare-home.ts';
import { identify, isAlive } from './process-identity.ts';
import { claimRun, readLiveRun, readRun, removeRun, updateRun, type RunState } from './run-file.ts';

const folder = useTemporaryFolder();
const self = identify(process.pid);
const run: RunState = { ...self, startedAt: 'now', origin: 'http://x', services: [] };
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('the identity of a process', () => {
  it('holds for this very process only', () => {
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, born: `${self.born}0` })).toBe(false);
  });

  it('does not hold for one that is gone', () => {
    // Beyond the largest process id of Linux (2^22).
    expect(isAlive({ pid: 2 ** 22 + 1, born: '' })).toBe(false);
  });
});

describe('the record of a run', () => {
  it('can be claimed once, replaced, and removed', () => {
    const file = join(folder(), 'run.json');
    expect(claimRun(file, run)).toBe(true);
    expect(claimRun(file, { ...run, origin: 'http://other' })).toBe(false);
    expect(readLiveRun(file)?.origin).toBe('http://x');
    updateRun(file, { ...run, origin: 'http://y' });
    expect(readRun(file)?.origin).toBe('http://y');
    expect([readdirSync(folder()), modeOf(file)]).toEqual([['run.json'], 0o600]);
    removeRun(file);
    expect(readRun(file)).toBeUndefined();
  });

  it('of a process whose id was given to another counts as dead', () => {
    const file = join(folder(), 'run.json');
    claimRun(file, { ...run, born: '1' });
    expect(readLiveRun(file)).toBeUndefined();
  });

  it('that cannot be read counts as none', () => {
    writeFileSync(join(folder(), 'run.json'), '{"pid":');
    expect(readRun(join(folder(), 'run.json'))).toBeUndefined();
  });
});

describe('the state folder', () => {
  const service = serviceDeclaration.parse({
    name: 'auth',
    kind: 'auth',
    description: 'test',
    ports: { http: 1 },
    uid: 20_001,
    secrets: ['demo'],
    state: true,
    probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 1 },
    drainSeconds: 1,
  });

  it('is private, as are its secrets, which are made once', () => {
    const workspace = createWorkspace(folder(), {});
    const secret = join(workspace.secretsDir, 'demo');
    prepareHome(workspace, [service]);
    const { size, mtimeMs } = statSync(secret);
    prepareHome(workspace, [service]);
    expect([size, statSync(secret).mtimeMs]).toEqual([43, mtimeMs]);
    const { home, secretsDir, logsDir } = workspace;
    expect([home, secretsDir, logsDir, join(home, 'state/auth')].map(modeOf)).toEqual(Array(4).fill(0o700));
    expect(modeOf(secret)).toBe(0o600);
  });

  it('that cannot be made is a mistake in the configuration, in one line', () => {
    writeFileSync(join(folder(), '.slipway'), '');
    expect(() => prepareHome(createWorkspace(folder(), {}), [service])).toThrow(
      /Cannot write .*SLIPWAY_HOME$/,
    );
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is refused at once where nothing can be made', () => {
    const workspace = createWorkspace(folder(), { SLIPWAY_HOME: '/proc/slipway/home' });
    expect(() => prepareHome(workspace, [])).toThrow('Cannot write /proc/slipway (ENOENT)');
  });

  it('keeps the secret of a new client, and no other file for a strange name', () => {
    const workspace = createWorkspace(folder(), {});
    prepareHome(workspace, []);
    keepSecret(workspace, 'reporter', { secret: 'x' });
    keepSecret(workspace, '../reporter', { secret: 'x' });
    expect(readdirSync(workspace.secretsDir)).toEqual(['reporter']);
    expect(modeOf(join(workspace.secretsDir, 'reporter'))).toBe(0o600);
  });
});
