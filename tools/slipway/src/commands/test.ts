import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { runSuite } from '../suite/run-suite.ts';
import type { Terminal } from '../terminal.ts';
import { commandVariables } from '../variables.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';

export function addTest(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('test')
    .description('Run format check, lint, type checks and every test; the last line is the total')
    .addHelpText('after', examples('test'))
    .addHelpText('after', `\nSLIPWAY_REQUIRE: ${commandVariables.SLIPWAY_REQUIRE}`)
    .action(async () => {
      // Nothing is said after the total: it is the last line.
      if (!(await runSuite(workspace, terminal))) process.exitCode = exitCodes.failed.code;
    });
}
