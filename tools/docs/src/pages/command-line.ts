import type { Command } from 'commander';
import { loadExitCodes, loadProgram } from '../command-line.ts';
import { referencePage, table, type Page } from '../page.ts';

const WIDTH = 110;

/** The help of every command, as the program itself prints it. */
export async function commandLinePage(): Promise<Page> {
  const program = await loadProgram();
  const { exitCodes } = await loadExitCodes();
  return referencePage('command-line', 'tools/slipway', [
    '# Command line',
    '',
    '`./slipway` installs what is missing and runs the command under the pinned Node. `npm start` is `./slipway up`, and what follows `--` goes to it: `npm start -- --watch`.',
    '',
    'Results go to standard output, everything else to standard error; with `--json` standard output is one JSON document.',
    '',
    ...section(program, 2),
    ...program.commands.flatMap((command) => sectionsOf(command, 2)),
    '## Exit codes',
    '',
    table(
      ['code', 'meaning'],
      Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
    ),
  ]);
}

const sectionsOf = (command: Command, level: number): string[] => [
  ...section(command, level),
  ...command.commands.flatMap((child) => sectionsOf(child, level + 1)),
];

const section = (command: Command, level: number): string[] => [
  `${'#'.repeat(level)} ${pathOf(command)}`,
  '',
  '```text',
  helpOf(command).trimEnd(),
  '```',
  '',
];

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => (help += text),
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help;
}
