import { join } from 'node:path';
import { exitCodes } from './exit.ts';
import { runCommandLine } from './run-command-line.ts';
import { processTerminal } from './terminal.ts';
import { createWorkspace } from './workspace.ts';

/** A terminal that is closed, or a reader such as `head` that has enough, is no reason to leave services behind. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const workspace = createWorkspace(join(import.meta.dirname, '../../..'), process.env);
const code = await runCommandLine(workspace, processTerminal, process.argv.slice(2));
// A command may have set it where there is nothing more to say: `test` ends with its total.
if (code !== exitCodes.ok.code) process.exitCode = code;
// Whatever still waits (a stream, a timer of a library) must not keep a command that is done.
setImmediate(() => process.exit());
