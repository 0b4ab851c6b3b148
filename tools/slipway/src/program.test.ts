import { CommanderError, type Command } from 'commander';
import { exitCodes } from './exit.ts';
import { createProgram } from './program.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';
import { createWorkspace } from './workspace.ts';

const folder = useTemporaryFolder();

async function run(...args: readonly string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const terminal = { print: (text: string) => printed.push(text), say: (text: string) => said.push(text) };
  const program = createProgram(createWorkspace(folder(), {}), terminal);
  const error: unknown = await program
    .parseAsync(['node', 'slipway', ...args])
    .catch((cause: unknown) => cause);
  return { error, printed: printed.join('\n'), said: said.join('\n') };
}

const leaves = (command: Command, path: readonly string[] = []): string[][] =>
  command.commands.flatMap((child) => [[...path, child.name()], ...leaves(child, [...path, child.name()])]);
const program = createProgram(createWorkspace('/', {}), { print: () => undefined, say: () => undefined });

describe('the command line', () => {
  it.each(leaves(program).map((path) => [path.join(' '), path]))(
    'explains %s, with examples',
    async (_, path) => {
      const { printed } = await run(...path, '--help');
      expect(printed).toContain('Usage: slipway');
      expect(printed).toContain('Examples:\n  ./slipway');
    },
  );

  it('tells its exit codes', async () => {
    const { printed } = await run('--help');
    for (const { code, meaning } of Object.values(exitCodes))
      expect(printed).toContain(`${code}`.padEnd(4) + meaning);
  });

  it('tells its version', async () => {
    expect((await run('--version')).printed).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([
    ['an unknown command', ['fly']],
    ['an unknown option', ['status', '--fast']],
    ['a port offset that is no number', ['up', '--port-offset', 'x']],
    ['two images', ['predict', '--index', '1', '--image', 'x']],
    ['a client without a name', ['client', 'add']],
  ])('refuses %s on standard error', async (_, args) => {
    const { error, printed, said } = await run(...args);
    expect(error).toBeInstanceOf(CommanderError);
    expect([printed, said.includes('error:')]).toEqual(['', true]);
  });

  it.each([
    ['token', ['token']],
    ['client list', ['client', 'list']],
    ['auth rotate', ['auth', 'rotate']],
    ['logs', ['logs']],
  ])('says of %s how to start the stack when it is not running', async (_, args) => {
    const { error, printed } = await run(...args);
    expect(error).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('./slipway up') });
    expect(printed).toBe('');
  });

  it('prints one JSON document for status, also when nothing runs', async () => {
    const { error, printed } = await run('status', '--json');
    expect(JSON.parse(printed)).toEqual({ running: false, services: [] });
    expect(error).toMatchObject({ reason: 'unavailable' });
  });

  it('has nothing to stop when nothing runs', async () => {
    expect(await run('down')).toMatchObject({ error: expect.anything(), said: 'Nothing is running' });
  });
});
