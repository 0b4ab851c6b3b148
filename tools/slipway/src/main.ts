import { join } from 'node:path';
import { CommanderError } from 'commander';
import { CommandError, exitCodes } from './exit.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';
import { createWorkspace } from './workspace.ts';

/** A terminal that is closed, or a reader such as `head` that has enough, is no reason to leave services behind. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const workspace = createWorkspace(join(import.meta.dirname, '../../..'), process.env);
try {
  await createProgram(workspace, processTerminal).parseAsync();
  process.exitCode ??= exitCodes.ok.code;
} catch (error) {
  process.exitCode = report(error);
}
// Whatever still waits (a stream, a timer of a library) must not keep a command that is done.
setImmediate(() => process.exit());

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code;
  if (error instanceof CommandError) {
    for (const line of error.message.split('\n')) processTerminal.say(`slipway: ${line}`);
    return exitCodes[error.reason].code;
  }
  processTerminal.say(`slipway: unexpected: ${(error as Error).stack ?? String(error)}`);
  return exitCodes.failed.code;
}
