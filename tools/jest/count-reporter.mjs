import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const workspace = join(import.meta.dirname, '../..');
const MESSAGE_LINES = 12;

/** Leaves the counts of a project's tests, and what failed, where `npm test` adds them up; Nx restores the file with a cached run. */
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
    const failures = results.testResults.flatMap(failuresIn);
    const counts = { passed, failed, skipped: results.numPendingTests, failures };
    writeFileSync(this.file, JSON.stringify(counts) + '\n');
  }
}

/** The failed tests of a file, or the file where it could not be run, each with the beginning of its message. */
function failuresIn({ testFilePath, testExecError, failureMessage, testResults }) {
  if (testExecError) return [failure(relative(workspace, testFilePath), failureMessage)];
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => failure(fullName, failureMessages.join('\n')));
}

const failure = (name, message) => ({
  name,
  message: stripVTControlCharacters(message ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(0, MESSAGE_LINES)
    .join('\n'),
});
