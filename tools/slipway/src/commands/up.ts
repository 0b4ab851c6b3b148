import { Option, type Command } from 'commander';
import { openComposeStack } from '../compose/compose-stack.ts';
import { upCompose } from '../compose/up-compose.ts';
import { CommandError } from '../exit.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import { toJson, type Terminal } from '../terminal.ts';
import { detachRun } from '../up/detach-run.ts';
import type { UpOptions } from '../up/plan-run.ts';
import { superviseRun } from '../up/supervise-run.ts';
import { parentListeners } from '../up/parent-channel.ts';
import { welcomeTo, type Welcome } from '../up/welcome.ts';
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
    .addOption(substrateOption())
    .option(
      '--profile <names>',
      'with Compose: profiles (with commas between them) to run as well',
      listArgument,
      [],
    )
    .option('--no-build', 'with Compose: take the images as they are')
    .option('--locked', 'with Compose: run the images of the lock, and only if all are signed and unchanged')
    .option('--public-key <key>', 'with --locked: verify by this key instead of the one in the state folder')
    .option('--json', 'when ready, print one JSON document: the run and the prediction')
    .addOption(new Option('--supervise', 'be the supervisor behind --detach').hideHelp())
    .addHelpText(
      'after',
      examples(
        'up',
        'up --watch',
        'up --detach --port-offset 100',
        'up --only digits-onnx',
        'up --substrate compose',
        'up --substrate compose --locked',
      ),
    )
    .action(async (options: UpCommandOptions) => {
      if (options.substrate === 'compose') return upInContainers(workspace, options, terminal);
      const { profile, build, locked, publicKey } = options;
      if (profile.length > 0 || !build || locked || publicKey !== undefined)
        throw new CommandError(
          'usage',
          '--profile, --no-build, --locked and --public-key are for --substrate compose',
        );
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

interface UpCommandOptions extends UpOptions, SubstrateOption {
  readonly supervise?: boolean;
  readonly profile: readonly string[];
  readonly build: boolean;
  readonly locked?: boolean;
  readonly publicKey?: string;
}

/** Containers stay by themselves: the command ends when all are healthy. */
async function upInContainers(
  workspace: Workspace,
  { only, watch, json, portOffset, build, profile, locked = false, publicKey }: UpCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (only.length > 0 || watch)
    throw new CommandError('usage', '--only and --watch are for processes: see docker compose up and watch');
  const say = (line: string) => terminal.say(line);
  const updates = await upCompose(
    workspace,
    {
      portOffset,
      build,
      profiles: profile,
      locked,
      ...(publicKey !== undefined && { publicKey }),
    },
    say,
  );
  const { prediction, text } = await welcomeTo(await openComposeStack(workspace), workspace.root);
  terminal.print(json ? toJson({ updates, prediction: prediction ?? null }) : text);
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
