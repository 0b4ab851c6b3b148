import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineOutcome } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { Manifest } from '@slipway/deploy-plan';
import { runCommand } from '../testing/run-command.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { requireStageBefore } from './stage-order.ts';

const root = join(import.meta.dirname, '../../../..');

describe('a stage', () => {
  const home = (annotations?: Readonly<Record<string, string>>): Manifest => ({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: 'slipway-qa', ...(annotations && { annotations }) },
  });
  const promote = (from: string, target: Manifest) => () => requireStageBefore([target], { from, to: 'qa' });

  it('takes releases from the one before it', () => {
    expect(promote('dev', home({ 'slipway.dev/promoted-from': 'dev' }))).not.toThrow();
  });

  it('takes them from no other, and names the right one and where that is declared', () => {
    expect(promote('compose', home({ 'slipway.dev/promoted-from': 'dev' }))).toThrow(
      /come to qa from dev, not from compose: --from dev \(k8s\/overlays\/qa .* slipway\.dev\/promoted-from of its Namespace\)/,
    );
  });

  it('takes them from any where it declares none', () => {
    expect(promote('compose', home())).not.toThrow();
    expect(promote('compose', home({ other: 'x' }))).not.toThrow();
  });
});

/** The order is read from what kubectl builds; no cluster is asked. */
const kubectl = (): EngineOutcome =>
  spawnSync('kubectl', ['version', '--client']).status === 0
    ? { found: true, version: '', apiVersion: '' }
    : { found: false, reason: 'kubectl cannot be run' };

describeOn({ platform: 'kubernetes', engine: kubectl(), env: process.env }, 'slipway promote', () => {
  const folder = useTemporaryFolder();

  it.each([
    ['compose', 'staging', 'dev'],
    ['compose', 'production', 'staging'],
    ['dev', 'production', 'staging'],
    ['production', 'dev', 'compose'],
  ])(
    'refuses %s → %s before it looks at any of the two: the stage before is %s',
    async (from, to, before) => {
      cpSync(join(root, 'k8s'), join(folder(), 'k8s'), { recursive: true });
      const command = runCommand(folder(), ['promote', '--from', from, '--to', to, '--context', 'none']);
      expect((await command.exited).code).toBe(77);
      expect(command.output()).toContain(`Releases come to ${to} from ${before}, not from ${from}`);
    },
  );
});
