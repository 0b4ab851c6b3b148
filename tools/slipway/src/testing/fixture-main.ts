import { join } from 'node:path';
import { runCommandLine } from '../run-command-line.ts';
import { processTerminal } from '../terminal.ts';
import { createWorkspace } from '../workspace.ts';

// The command line for a workspace made by a test, which is its first argument.
const [root = '', ...args] = process.argv.slice(2);
const code = await runCommandLine(createWorkspace(join(root), process.env), processTerminal, args);
setImmediate(() => process.exit(code));
