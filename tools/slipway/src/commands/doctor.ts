import type { Command } from 'commander';
import type { Check } from '../doctor/check.ts';
import { checkMachine, checkOptionalTools } from '../doctor/check-machine.ts';
import { checkWorkspace } from '../doctor/check-workspace.ts';
import { CommandError } from '../exit.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';

export function addDoctor(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('doctor')
    .description('Say what this machine has and lacks, with the fix for each')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action(async ({ json }: { readonly json?: boolean }) => {
      const checks = [...checkMachine(), ...(await checkWorkspace(workspace)), ...checkOptionalTools()];
      const missing = checks.filter(({ ok, required }) => required && !ok);
      terminal.print(json ? toJson({ ok: missing.length === 0, checks }) : checks.map(describe).join('\n'));
      if (missing.length > 0)
        throw new CommandError('failed', `Needed and missing: ${missing.map(({ name }) => name).join(', ')}`);
    });
}

function describe({ name, ok, required, found, fix }: Check): string {
  const mark = ok ? 'ok     ' : required ? 'MISSING' : 'absent ';
  return `${mark}  ${name.padEnd(16)}${found}${fix ? `\n${' '.repeat(25)}→ ${fix}` : ''}`;
}
