import type { ObjectiveVerdict } from '@slipway/deploy-observability';
import { isAsPromised, type LoadSummary } from '@slipway/load';
import type { Workspace } from '../workspace.ts';
import { readSystem } from '../declarations/read-system.ts';
import { missedObjectives } from './describe-verification.ts';
import { measureObjectives } from './measure-objectives.ts';
import type { ObservedStack } from './observed-stack.ts';
import { runAcceptance, type AcceptanceResult } from './run-acceptance.ts';

export interface VerifyStack {
  /** Variables by which the suite finds what runs. */
  readonly place: Readonly<Record<string, string>>;
  /** Opened when the suite is over. */
  readonly open: () => Promise<ObservedStack>;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What came of holding a running stack against all that it is to be. */
export interface Findings {
  readonly suite: AcceptanceResult;
  readonly load: LoadSummary;
  readonly objectives: readonly ObjectiveVerdict[];
  /** Why it is not verified, a line each. */
  readonly failures: readonly string[];
}

/** Holds what runs against the acceptance suite, and then, under a steady load, against its objectives. */
export async function verifyStack(workspace: Workspace, options: VerifyStack): Promise<Findings> {
  const { place, open, requestsPerSecond, seconds, say, signal } = options;
  const suite = await runAcceptance(workspace, { place, say, signal });
  say(`Asking for predictions, ${requestsPerSecond} a second for ${seconds} s …`);
  const stack = await open();
  const { load, objectives } = await measureObjectives(stack, {
    ...{ services: readSystem(workspace.root), requestsPerSecond, seconds, signal },
  }).finally(() => stack.close());
  const failures = [
    ...suite.failed,
    ...(suite.passed === 0 ? ['no behaviour of the suite was tried'] : []),
    ...(isAsPromised(load) ? [] : ['predictions were lost, or answered in a way that nothing promises']),
    ...missedObjectives(objectives),
  ];
  return { suite, load, objectives, failures };
}
