import type { Command } from 'commander';
import { CommandError } from '../exit.ts';
import { checkParity, INTENDED_FILE } from '../parity/check-parity.ts';
import { describeParity } from '../parity/describe-parity.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';

export function addCheck(program: Command, workspace: Workspace, terminal: Terminal): void {
  const check = program
    .command('check')
    .description('Hold what describes the system twice against each other')
    .addHelpText('after', examples('check parity'));
  check
    .command('parity')
    .description(
      'Compare Compose with every overlay, service by service; differences need a reason in k8s/parity.yaml',
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('check parity', 'check parity --json'))
    .action(async ({ json }: { readonly json?: boolean }) => {
      const parity = await checkParity(workspace);
      const findings = parity.unexpected.length + parity.unused.length;
      terminal.print(json ? toJson({ ok: findings === 0, ...parity }) : describeParity(parity));
      if (findings > 0)
        throw new CommandError(
          'failed',
          `Compose and the overlays differ in ${findings} facts: mend them, or give the reasons in ${INTENDED_FILE}`,
        );
    });
}
