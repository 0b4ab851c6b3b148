import type { EngineOutcome } from '@slipway/deploy-engine';
import { join } from 'node:path';
import { findTool, must } from './run.ts';
import { root } from './root.ts';

/** What builds overlays. */
export const builder = (): Promise<EngineOutcome> =>
  findTool('kubectl', ['version', '--client', '--output=json'], 'install it');

/** What validates by schemas. */
export const validator = (): Promise<EngineOutcome> => findTool('kubeconform', ['-v'], 'install it');

export type Linter = 'kube-score' | 'checkov' | 'kustomize';

const VERSION_ARGS: Readonly<Record<Linter, string>> = {
  'kube-score': 'version',
  checkov: '--version',
  kustomize: 'version',
};

const INSTALL = 'tools/kubernetes/linters';

/** The program in the folder that `tools/kubernetes/linters` installs to. */
export const linterPath = async (linter: Linter): Promise<string> =>
  join((await must('sh', [join(root, INSTALL), '--where'])).trim(), linter);

export const findLinter = async (linter: Linter): Promise<EngineOutcome> =>
  findTool(await linterPath(linter), [VERSION_ARGS[linter]], `run ${INSTALL}`);

/** The first that is missing; otherwise the last. */
export const allOf = (...outcomes: readonly EngineOutcome[]): EngineOutcome =>
  outcomes.find(({ found }) => !found) ?? outcomes.at(-1)!;
