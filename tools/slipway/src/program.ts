import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addApply } from './commands/apply.ts';
import { addAuth } from './commands/auth.ts';
import { addCheck } from './commands/check.ts';
import { addClient } from './commands/client.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDown } from './commands/down.ts';
import { addHistory } from './commands/history.ts';
import { addImages } from './commands/images.ts';
import { addLogs } from './commands/logs.ts';
import { addOpen } from './commands/open.ts';
import { addPlan } from './commands/plan.ts';
import { addPredict } from './commands/predict.ts';
import { addPromote } from './commands/promote.ts';
import { addRender } from './commands/render.ts';
import { addRollback } from './commands/rollback.ts';
import { addSize } from './commands/size.ts';
import { addStatus } from './commands/status.ts';
import { addTest } from './commands/test.ts';
import { addToken } from './commands/token.ts';
import { addUp } from './commands/up.ts';
import { addVerify } from './commands/verify.ts';
import { describeExitCodes, describeJson } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { describeVariables } from './variables.ts';
import type { Workspace } from './workspace.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
  readonly version: string;
};

const commands = [
  addUp,
  addDown,
  addStatus,
  addLogs,
  addPredict,
  addToken,
  addClient,
  addAuth,
  addImages,
  addRender,
  addPlan,
  addApply,
  addVerify,
  addOpen,
  addRollback,
  addPromote,
  addHistory,
  addCheck,
  addDoctor,
  addSize,
  addTest,
];

/** The whole command line; each command is a file of its own. */
export function createProgram(workspace: Workspace, terminal: Terminal): Command {
  const program = new Command('slipway')
    .description('From a model file to a secured, observed, autoscaled prediction service')
    .version(version, '--version', 'print the version, and nothing else')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
    .showHelpAfterError('(add --help for more)')
    .addHelpText('after', `\n${describeVariables()}\n\n${describeExitCodes()}\n\n${describeJson()}`);
  for (const add of commands) add(program, workspace, terminal);
  return program;
}
