import type { Command } from 'commander';
import { callAdmin } from '../client/admin.ts';
import { keepSecret } from '../run-state/keep-secret.ts';
import { useStack, withStack, type StackOptions } from '../stack/use-stack.ts';
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

  withStack(client.command('list'))
    .description('Show all clients, never a secret')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('client list', 'client list --json'))
    .action(async ({ json, ...options }: { readonly json?: boolean } & StackOptions) =>
      useStack({ workspace, terminal }, options, async (stack) => {
        const body = await callAdmin(stack, 'GET', 'clients');
        terminal.print(json ? toJson(body) : describeClients(body));
      }),
    );

  for (const [verb, description] of Object.entries(changes))
    withStack(client.command(verb))
      .argument('<id>')
      .description(description)
      .addHelpText('after', examples(`client ${verb} reporter`))
      .action(async (id: string, options: StackOptions) =>
        useStack({ workspace, terminal }, options, async (stack) => {
          const body = await callAdmin(stack, 'POST', `clients/${encodeURIComponent(id)}/${verb}`);
          terminal.print(body === '' ? `${id}: done` : toJson(body));
        }),
      );
}

interface AddOptions {
  readonly scope: readonly string[];
  readonly audience: readonly string[];
}

function addAdd(client: Command, workspace: Workspace, terminal: Terminal): void {
  withStack(client.command('add'))
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
    .action(async (id: string, { scope, audience, ...options }: AddOptions & StackOptions) =>
      useStack({ workspace, terminal }, options, async (stack) => {
        const body = await callAdmin(stack, 'POST', 'clients', { id, scopes: scope, audiences: audience });
        keepSecret(stack, id, body);
        terminal.print(toJson(body));
      }),
    );
}

function addRotate(client: Command, workspace: Workspace, terminal: Terminal): void {
  withStack(client.command('rotate'))
    .argument('<id>')
    .description('Give a client a new secret and print it; the old one still works for a while')
    .option('--now', 'void the old secret at once, because somebody else may have it')
    .addHelpText('after', examples('client rotate reporter', 'client rotate reporter --now'))
    .action(async (id: string, { now = false, ...options }: { readonly now?: boolean } & StackOptions) =>
      useStack({ workspace, terminal }, options, async (stack) => {
        const body = await callAdmin(stack, 'POST', `clients/${encodeURIComponent(id)}/rotate`, { now });
        keepSecret(stack, id, body);
        terminal.print(toJson(body));
      }),
    );
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
