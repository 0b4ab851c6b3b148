import type { Command } from 'commander';
import { callAdmin } from '../client/admin.ts';
import { useStack, withStack, type StackOptions } from '../stack/use-stack.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';

export function addAuth(program: Command, workspace: Workspace, terminal: Terminal): void {
  const auth = program
    .command('auth')
    .description('Manage the signing keys of the running token service')
    .addHelpText('after', examples('auth rotate', 'auth keys'));
  withStack(auth.command('rotate'))
    .description(
      'Make a new signing key; it is published before it signs, and the old one stays until its tokens end',
    )
    .option('--now', 'sign with the new key and void the old one at once, because somebody else may have it')
    .addHelpText('after', examples('auth rotate', 'auth rotate --now', 'auth rotate --overlay production'))
    .action(async ({ now = false, ...options }: { readonly now?: boolean } & StackOptions) =>
      useStack({ workspace, terminal }, options, async (stack) =>
        terminal.print(toJson(await callAdmin(stack, 'POST', 'keys/rotate', { now }))),
      ),
    );
  withStack(auth.command('keys'))
    .description('Show the signing keys and what each is for at present')
    .addHelpText('after', examples('auth keys'))
    .action(async (options: StackOptions) =>
      useStack({ workspace, terminal }, options, async (stack) =>
        terminal.print(toJson(await callAdmin(stack, 'GET', 'keys'))),
      ),
    );
}
