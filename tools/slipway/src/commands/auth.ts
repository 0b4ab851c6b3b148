import type { Command } from 'commander';
import { callAdmin } from '../client/admin.ts';
import { openStack } from '../stack/open-stack.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';

export function addAuth(program: Command, workspace: Workspace, terminal: Terminal): void {
  const auth = program
    .command('auth')
    .description('Manage the signing keys of the running token service')
    .addHelpText('after', examples('auth rotate', 'auth keys'));
  auth
    .command('rotate')
    .description(
      'Make a new signing key; it is published before it signs, and the old one stays until its tokens end',
    )
    .option('--now', 'sign with the new key and void the old one at once, because somebody else may have it')
    .addOption(substrateOption())
    .addHelpText('after', examples('auth rotate', 'auth rotate --now'))
    .action(async ({ now = false, substrate }: { readonly now?: boolean } & SubstrateOption) =>
      terminal.print(
        toJson(await callAdmin(await openStack(workspace, substrate), 'POST', 'keys/rotate', { now })),
      ),
    );
  auth
    .command('keys')
    .description('Show the signing keys and what each is for at present')
    .addHelpText('after', examples('auth keys'))
    .addOption(substrateOption())
    .action(async ({ substrate }: SubstrateOption) =>
      terminal.print(toJson(await callAdmin(await openStack(workspace, substrate), 'GET', 'keys'))),
    );
}
