import type { Command } from 'commander';
import { fetchToken } from '../client/fetch-token.ts';
import { useStack, withStack, type StackOptions } from '../stack/use-stack.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';

const LONGEST_TTL_SECONDS = 86_400;

interface TokenOptions extends StackOptions {
  readonly client: string;
  readonly audience: string;
  readonly scope?: string;
  readonly ttl?: number;
}

export function addToken(program: Command, workspace: Workspace, terminal: Terminal): void {
  withStack(program.command('token'))
    .description('Print an access token of the running stack, and nothing else')
    .option('--client <id>', 'client whose secret is in the state folder', 'demo')
    .option('--scope <scopes>', 'scopes, with blanks between them (default: all that the client may have)')
    .option(
      '--ttl <seconds>',
      'lifetime, within what the server allows',
      integerArgument(1, LONGEST_TTL_SECONDS),
    )
    .option('--audience <service>', 'service that shall accept it', 'gateway')
    .addHelpText(
      'after',
      examples('token', 'token --scope infer:digits --ttl 60', 'token --client operator --audience auth'),
    )
    .action(async ({ client, audience, scope, ttl, ...options }: TokenOptions) =>
      useStack({ workspace, terminal }, options, async (stack) =>
        terminal.print(await fetchToken(stack, { client, audience, scope, ttlSeconds: ttl })),
      ),
    );
}
