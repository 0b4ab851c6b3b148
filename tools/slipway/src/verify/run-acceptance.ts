import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';

export interface RunAcceptance {
  /** Variables by which the suite finds what runs. */
  readonly place: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What the suite came to; skipped behaviours say why in their names. */
export interface AcceptanceResult {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

interface JestReport {
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const SUITE = 'tools/acceptance/src/(behaviours/.*|held-out|bad-input/bad-input)[.]test[.]ts$';

/** The acceptance suite against what runs already, as a process of its own that tells how it gets on. */
export async function runAcceptance(
  { root, env }: Workspace,
  { place, say, signal }: RunAcceptance,
): Promise<AcceptanceResult> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-verify-'));
  const report = join(folder, 'report.json');
  try {
    const child = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        'node_modules/jest/bin/jest.js',
        ...['--config', 'jest.config.mjs', '--rootDir', 'tools/acceptance', '--reporters', 'default'],
        ...['--runInBand', '--testTimeout=30000', '--json', '--outputFile', report],
        ...['--testPathPatterns', SUITE],
      ],
      {
        cwd: root,
        env: { ...env, ...place, SLIPWAY_SUBSTRATE: 'release' },
        stdio: ['ignore', 'ignore', 'pipe'],
        signal,
      },
    );
    createInterface({ input: child.stderr }).on('line', say);
    await new Promise<void>((resolve, reject) => {
      child.once('error', () => reject(new CommandError('failed', 'Stopped while the suite ran')));
      child.once('close', () => resolve());
    });
    return summarize(JSON.parse(readFileSync(report, 'utf8')) as JestReport);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summarize({ numRuntimeErrorTestSuites, testResults }: JestReport): AcceptanceResult {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const namesOf = (status: string) =>
    tests.filter((test) => test.status === status).map(({ fullName }) => fullName);
  const broken = Array.from({ length: numRuntimeErrorTestSuites }, () => 'a part of the suite cannot run');
  return {
    passed: namesOf('passed').length,
    failed: [...namesOf('failed'), ...broken],
    skipped: namesOf('pending'),
  };
}
