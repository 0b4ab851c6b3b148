import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const workspace = join(import.meta.dirname, '../..');

/** Leaves the counts of a project's tests where `npm test` adds them up; Nx restores the file with a cached run. */
export default class CountReporter {
  constructor(globalConfig) {
    // A project's tests may run on several substrates: each has counts of its own.
    const suite = process.env.SLIPWAY_SUITE ? `.${process.env.SLIPWAY_SUITE}` : '';
    const project = relative(workspace, globalConfig.rootDir);
    this.file = join(workspace, 'dist/test-results', `${project}${suite}.json`);
  }

  onRunComplete(_contexts, results) {
    mkdirSync(dirname(this.file), { recursive: true });
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    writeFileSync(this.file, JSON.stringify({ passed, failed, skipped: results.numPendingTests }) + '\n');
  }
}
