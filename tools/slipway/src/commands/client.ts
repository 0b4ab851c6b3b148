import type { Command } from 'commander';
import { callAdmin } from '../client/admin.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { formatTable } from './format-table.ts';

interface Client {
  readonly id: string;
  readonly scopes?: readonly string[];
  readonly disabled?: boolean;
}

const DEFAULT_SCOPE = 'infer';

/** What each change of a registered client does; the path is that of the token service's administration. */
const changes = {
  rotate: 'Give a client a new secret and print it once; the old one is void',
  disable: 'Refuse new tokens to a client',
  enable: 'Give tokens to a disabled client again',
} as const;

export function addClient(program: Command, workspace: Workspace, terminal: Terminal): void {
  const client = program
    .command('client')
    .description('Manage the clients of the running token service')
    .addHelpText('after', examples('client add reporter --scope "infer:digits metrics:read"', 'client list', 'client rotate reporter'));

  client
    .command('add')
    .argument('<id>')
    .description('Register a client and print its secret, which is shown this once')
    .option('--scope <scopes>', 'what it may do, with blanks between', DEFAULT_SCOPE)
    .addHelpText('after', examples('client add reporter', 'client add reporter --scope "infer:digits metrics:read"'))
    .action(async (id: string, { scope }: { readonly scope: string }) => {
      const scopes = scope.split(/\s+/).filter((word) => word !== '');
      terminal.print(toJson(await callAdmin(workspace, 'POST', 'clients', { id, scopes })));
    });

  client
    .command('list')
    .description('Show all clients, never a secret')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('client list', 'client list --json'))
    .action(async ({ json }: { readonly json?: boolean }) => {
      const body = await callAdmin(workspace, 'GET', 'clients');
      terminal.print(json ? toJson(body) : describeClients(body));
    });

  for (const [verb, description] of Object.entries(changes))
    client
      .command(verb)
      .argument('<id>')
      .description(description)
      .addHelpText('after', examples(`client ${verb} reporter`))
      .action(async (id: string) => {
        const body = await callAdmin(workspace, 'POST', `clients/${encodeURIComponent(id)}/${verb}`);
        terminal.print(body === '' ? `${id}: done` : toJson(body));
      });
}

function describeClients(body: unknown): string {
  const { clients = [] } = (Array.isArray(body) ? { clients: body } : body) as { clients?: Client[] };
  const rows = clients.map(({ id, scopes, disabled }) => [id, disabled ? 'disabled' : 'enabled', (scopes ?? []).join(' ')]);
  return formatTable(['CLIENT', 'STATE', 'SCOPES'], rows);
}
