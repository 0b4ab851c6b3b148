import type { Command } from 'commander';
import { callAdmin } from '../client/admin.ts';
import { keepSecret } from '../run-state/keep-secret.ts';
import { openStack } from '../stack/open-stack.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { wordsArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { formatTable } from './format-table.ts';

interface Client {
  readonly id: string;
  readonly scopes?: readonly string[];
  readonly disabled?: boolean;
}

/** Changes without anything to add; each is a path of the token service's administration. */
const changes = {
  disable: 'Refuse new tokens to a client',
  enable: 'Give tokens to a disabled client again',
} as const;

export function addClient(program: Command, workspace: Workspace, terminal: Terminal): void {
  const client = program
    .command('client')
    .description('Manage the clients of the running token service')
    .addHelpText(
      'after',
      examples(
        'client add reporter --scope "infer:digits metrics:read"',
        'client list',
        'client rotate reporter',
      ),
    );

  addAdd(client, workspace, terminal);
  addRotate(client, workspace, terminal);

  client
    .command('list')
    .description('Show all clients, never a secret')
    .option('--json', 'print one JSON document')
    .addOption(substrateOption())
    .addHelpText('after', examples('client list', 'client list --json'))
    .action(async ({ json, substrate }: { readonly json?: boolean } & SubstrateOption) => {
      const body = await callAdmin(await openStack(workspace, substrate), 'GET', 'clients');
      terminal.print(json ? toJson(body) : describeClients(body));
    });

  for (const [verb, description] of Object.entries(changes))
    client
      .command(verb)
      .argument('<id>')
      .description(description)
      .addHelpText('after', examples(`client ${verb} reporter`))
      .addOption(substrateOption())
      .action(async (id: string, { substrate }: SubstrateOption) => {
        const body = await callAdmin(
          await openStack(workspace, substrate),
          'POST',
          `clients/${encodeURIComponent(id)}/${verb}`,
        );
        terminal.print(body === '' ? `${id}: done` : toJson(body));
      });
}

interface AddOptions {
  readonly scope: readonly string[];
  readonly audience: readonly string[];
}

function addAdd(client: Command, workspace: Workspace, terminal: Terminal): void {
  client
    .command('add')
    .argument('<id>')
    .description('Register a client, print its secret, and keep that in the state folder for ./slipway token')
    .option('--scope <scopes>', 'what it may do, with blanks between', wordsArgument, ['infer'])
    .option('--audience <services>', 'services that accept its tokens, with blanks between', wordsArgument, [
      'gateway',
    ])
    .addHelpText(
      'after',
      examples('client add reporter', 'client add reporter --scope "infer:digits metrics:read"'),
    )
    .addOption(substrateOption())
    .action(async (id: string, { scope, audience, substrate }: AddOptions & SubstrateOption) => {
      const stack = await openStack(workspace, substrate);
      const body = await callAdmin(stack, 'POST', 'clients', { id, scopes: scope, audiences: audience });
      keepSecret(stack, id, body);
      terminal.print(toJson(body));
    });
}

function addRotate(client: Command, workspace: Workspace, terminal: Terminal): void {
  client
    .command('rotate')
    .argument('<id>')
    .description('Give a client a new secret and print it; the old one still works for a while')
    .option('--now', 'void the old secret at once, because somebody else may have it')
    .addHelpText('after', examples('client rotate reporter', 'client rotate reporter --now'))
    .addOption(substrateOption())
    .action(async (id: string, { now = false, substrate }: { readonly now?: boolean } & SubstrateOption) => {
      const stack = await openStack(workspace, substrate);
      const body = await callAdmin(stack, 'POST', `clients/${encodeURIComponent(id)}/rotate`, { now });
      keepSecret(stack, id, body);
      terminal.print(toJson(body));
    });
}

function describeClients(body: unknown): string {
  const { clients = [] } = (Array.isArray(body) ? { clients: body } : body) as { clients?: Client[] };
  const rows = clients.map(({ id, scopes, disabled }) => [
    id,
    disabled ? 'disabled' : 'enabled',
    (scopes ?? []).join(' '),
  ]);
  return formatTable(['CLIENT', 'STATE', 'SCOPES'], rows);
}
