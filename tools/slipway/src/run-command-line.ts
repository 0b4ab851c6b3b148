import { CommanderError } from 'commander';
import { CommandError, exitCodes, failureDocument, type ExitReason } from './exit.ts';
import { createProgram } from './program.ts';
import { toJson, type Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

interface Failure {
  readonly reason: ExitReason;
  readonly message: string;
  /** What to say, where it is not the message; commander has said by itself what it found. */
  readonly lines?: readonly string[];
}

/** Runs one command, says why it failed, and returns its exit code; `args` are the words after the program's name. */
export async function runCommandLine(
  workspace: Workspace,
  terminal: Terminal,
  args: readonly string[],
): Promise<number> {
  let hasPrinted = false;
  const print = (text: string) => {
    hasPrinted = true;
    terminal.print(text);
  };
  try {
    await createProgram(workspace, { ...terminal, print }).parseAsync(args, { from: 'user' });
    return exitCodes.ok.code;
  } catch (error) {
    const failure = describeFailure(error);
    if (failure === undefined) return exitCodes.ok.code;
    const { reason, message, lines = message.split('\n') } = failure;
    for (const line of lines) terminal.say(`slipway: ${line}`);
    // A status of what does not run is a document already: there is never a second one.
    if (wantsJson(args) && !hasPrinted) terminal.print(toJson(failureDocument(reason, message)));
    return exitCodes[reason].code;
  }
}

/** Undefined where help was asked for, which commander ends by an error, too. */
function describeFailure(error: unknown): Failure | undefined {
  if (error instanceof CommanderError)
    return error.exitCode === 0
      ? undefined
      : { reason: 'usage', message: error.message.replace(/^error: /, ''), lines: [] };
  if (error instanceof CommandError) return { reason: error.reason, message: error.message };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { reason: 'failed', message: `unexpected: ${message}`, lines: [`unexpected: ${stack ?? message}`] };
}

/** Looked for in the words themselves, since a command line that is wrong has no options yet. */
const wantsJson = (args: readonly string[]): boolean => args.includes('--json');
