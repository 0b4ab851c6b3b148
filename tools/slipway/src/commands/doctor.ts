import type { Command } from 'commander';
import type { Check } from '../doctor/check.ts';
import { checkMachine, checkOptionalTools } from '../doctor/check-machine.ts';
import { checkWorkspace } from '../doctor/check-workspace.ts';
import { CommandError } from '../exit.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { portOffsetOption } from './arguments.ts';
import { examples } from './examples.ts';

export function addDoctor(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('doctor')
    .description('Say what this machine has and lacks, with the fix for each')
    .addOption(portOffsetOption('look at the ports that up would have with it'))
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('doctor', 'doctor --port-offset 100', 'doctor --json'))
    .action(async ({ json, portOffset }: { readonly json?: boolean; readonly portOffset: number }) => {
      const checks = [
        ...checkMachine(),
        ...(await checkWorkspace(workspace, portOffset)),
        ...checkOptionalTools(),
      ];
      const missing = checks.filter(({ ok, required }) => required && !ok);
      terminal.print(json ? toJson({ ok: missing.length === 0, checks }) : checks.map(describe).join('\n'));
      if (missing.length > 0)
        throw new CommandError(
          'unavailable',
          `Needed and missing: ${missing.map(({ name }) => name).join(', ')}`,
        );
    });
}

function describe({ name, ok, required, found, fix }: Check): string {
  const mark = ok ? 'ok     ' : required ? 'MISSING' : 'absent ';
  return `${mark}  ${name.padEnd(16)}${found}${fix ? `\n${' '.repeat(25)}→ ${fix}` : ''}`;
}
