import { join } from 'node:path';
import { createProgram } from '../program.ts';
import { runCommandLine } from '../run-command-line.ts';
import { processTerminal } from '../terminal.ts';
import { createWorkspace } from '../workspace.ts';

// The command line for a workspace made by a test, which is its first argument.
const [root = '', ...args] = process.argv.slice(2);
const workspace = createWorkspace(join(root), process.env);
const lastStep = process.env['SLIPWAY_FIXTURE_DIES_BEFORE'];
if (lastStep === undefined) {
  const code = await runCommandLine(workspace, processTerminal, args);
  setImmediate(() => process.exit(code));
} else await runUntil(lastStep);

/** Tells each step of a delivery, and dies before this one as by a power cut. */
async function runUntil(last: string): Promise<void> {
  const beforeStep = (step: string) => {
    processTerminal.say(`step: ${step}`);
    if (step === last) process.kill(process.pid, 'SIGKILL');
  };
  const program = createProgram(workspace, processTerminal);
  // Commands that deliver hand on all of their options.
  for (const command of program.commands) command.setOptionValue('beforeStep', beforeStep);
  await program.parseAsync(args, { from: 'user' });
}
