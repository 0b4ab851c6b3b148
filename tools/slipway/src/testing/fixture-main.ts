import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, exitCodes } from '../exit.ts';
import { createProgram } from '../program.ts';
import { processTerminal } from '../terminal.ts';
import { createWorkspace } from '../workspace.ts';

// The command line for a workspace made by a test, which is its first argument.
const [root = '', ...args] = process.argv.slice(2);
try {
  await createProgram(createWorkspace(join(root), process.env), processTerminal).parseAsync(args, {
    from: 'user',
  });
  process.exit(exitCodes.ok.code);
} catch (error) {
  writeSync(2, `${(error as Error).message}\n`);
  process.exit(error instanceof CommandError ? exitCodes[error.reason].code : exitCodes.failed.code);
}
