import { Option, type Command } from 'commander';
import { toJson, type Terminal } from '../terminal.ts';
import { detachRun } from '../up/detach-run.ts';
import type { UpOptions } from '../up/plan-run.ts';
import { superviseRun } from '../up/supervise-run.ts';
import { parentListeners } from '../up/parent-channel.ts';
import type { Welcome } from '../up/welcome.ts';
import type { Workspace } from '../workspace.ts';
import { listArgument, portOffsetOption } from './arguments.ts';
import { examples } from './examples.ts';
import { stopOnSignals } from './stop-on-signals.ts';

export function addUp(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('up')
    .description('Start every service, make one prediction, and stay until Ctrl-C, which drains')
    .option('--detach', 'run in the background and return when ready')
    .option('--watch', 'restart a service after an edit of its app, and all after an edit of a library')
    .addOption(portOffsetOption('add this to every declared port'))
    .option(
      '--only <services>',
      'only these (with commas between them) and those that they call',
      listArgument,
      [],
    )
    .option('--json', 'when ready, print one JSON document: the run and the prediction')
    .addOption(new Option('--supervise', 'be the supervisor behind --detach').hideHelp())
    .addHelpText(
      'after',
      examples('up', 'up --watch', 'up --detach --port-offset 100', 'up --only digits-onnx'),
    )
    .action(async (options: UpOptions & { readonly supervise?: boolean }) => {
      const tell = ({ text, run, prediction }: Welcome) =>
        options.json ? terminal.print(toJson({ run, prediction: prediction ?? null })) : terminal.print(text);
      if (options.supervise) return superviseForParent(workspace, options, terminal);
      if (options.detach) return void tell(await detachRun(workspace, options, terminal));
      if (options.watch) terminal.say('Watching apps/ and libs/ for edits');
      await superviseRun(workspace, options, {
        say: (text) => terminal.say(text),
        stop: stopOnSignals(),
        onReady: (welcome) => {
          tell(welcome);
          terminal.say('\nReady. Ctrl-C stops.');
        },
      });
    });
}

async function superviseForParent(
  workspace: Workspace,
  options: UpOptions,
  terminal: Terminal,
): Promise<void> {
  const listeners = parentListeners(terminal, stopOnSignals());
  try {
    await superviseRun(workspace, options, listeners);
  } catch (error) {
    listeners.onFailed(error);
    throw error;
  }
}
