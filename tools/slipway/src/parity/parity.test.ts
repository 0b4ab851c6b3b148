import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineOutcome } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { readSystem } from '../declarations/read-system.ts';
import { runCommand } from '../testing/run-command.ts';

const root = join(import.meta.dirname, '../../../..');
const { memoryMiB } = readSystem(root).find(({ name }) => name === 'gateway')!.limits;
/** What the comparison reads. */
const READ = ['compose.yaml', 'compose', 'k8s'];

/** Both programs answer without an engine or a cluster. */
function findPrograms(): EngineOutcome {
  const missing = [
    ['docker', 'compose', 'version'],
    ['kubectl', 'version', '--client'],
  ].find(([program, ...args]) => spawnSync(program!, args).status !== 0);
  return missing === undefined
    ? { found: true, version: '', apiVersion: '' }
    : { found: false, reason: `${missing.slice(0, 2).join(' ')} cannot be run` };
}

const need = { platform: 'kubernetes', engine: findPrograms(), env: process.env };

describeOn(need, 'slipway check parity', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'slipway-parity-'));
    for (const path of READ) cpSync(join(root, path), join(copy, path), { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  const check = async (folder: string, ...args: readonly string[]) => {
    const command = runCommand(folder, ['check', 'parity', ...args]);
    return { code: (await command.exited).code, output: command.output().trim() };
  };
  const edit = (file: string, change: (text: string) => string) => {
    const before = readFileSync(join(copy, file), 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(join(copy, file), after);
  };

  it('holds for this repository, and says all that was compared as one document', async () => {
    const { code, output } = await check(root, '--json');
    const { ok, overlays, services, intended, unexpected, unused } = JSON.parse(output);
    expect({ code, ok, unexpected, unused }).toEqual({ code: 0, ok: true, unexpected: [], unused: [] });
    expect(overlays).toEqual(readdirSync(join(root, 'k8s/overlays')).sort());
    expect(services).toEqual(expect.arrayContaining(['auth', 'gateway', 'edge']));
    expect(intended[0]).toHaveProperty('reason');
  });

  const edits: readonly [what: string, file: string, change: (text: string) => string, line: string][] = [
    [
      'a limit in the base',
      'k8s/base/gateway/deployment.yaml',
      (text) => text.replace(`memory: ${memoryMiB}Mi`, 'memory: 999Mi'),
      `gateway: limits.memory: Compose has "${memoryMiB} MiB", overlay dev has "999 MiB"`,
    ],
    [
      'a call that is closed',
      'k8s/components/network-policies/gateway.yaml',
      (text) => text.replace(/ +- to:(?:(?!- to:)[\s\S])*port: 8082\n/, ''),
      'gateway: calls.digits-tfjs: Compose has "open", overlay staging has none',
    ],
    [
      'a user in Compose',
      'compose/services.yaml',
      (text) => text.replace('user: 10002:10002', 'user: 10009:10009'),
      'auth: user: Compose has "10009:10009", overlay production has "10002:10002"',
    ],
    [
      'a variable of one environment',
      'k8s/overlays/staging/kustomization.yaml',
      (text) =>
        `${text}patches:\n  - target: { kind: Deployment, name: auth }\n    patch: |-\n      - { op: add, path: /spec/template/spec/containers/0/env/-, value: { name: SLIPWAY_EXTRA, value: 'x' } }\n`,
      'auth: environment.SLIPWAY_EXTRA: Compose has none, overlay staging has "x"',
    ],
    [
      'a reason that nothing needs any more',
      'k8s/parity.yaml',
      (text) => `${text}  - { field: image, services: [auth], reason: none }\n`,
      'k8s/parity.yaml allows a difference that is none: image of auth; remove it',
    ],
  ];

  it(`fails with a line for ${edits.map(([what]) => what).join(', ')}`, async () => {
    for (const [, file, change] of edits) edit(file, change);
    const { code, output } = await check(copy);
    expect(output.split('\n')).toEqual(expect.arrayContaining(edits.map(([, , , line]) => line)));
    expect(output).toMatch(/slipway: Compose and the overlays differ in \d+ facts/);
    expect(code).toBe(1);
  });

  it('refuses a list without reasons', async () => {
    edit('k8s/parity.yaml', (text) => text.replace(/ +reason: .*\n/, ''));
    const { code, output } = await check(copy);
    expect(output).toContain('k8s/parity.yaml: intended.0.reason');
    expect(code).toBe(78);
  });
});
