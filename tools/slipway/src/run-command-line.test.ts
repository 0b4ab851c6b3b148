import { exitCodes } from './exit.ts';
import { runCommandLine } from './run-command-line.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';
import { createWorkspace } from './workspace.ts';

const folder = useTemporaryFolder();

async function run(...args: readonly string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const terminal = {
    print: (text: string) => void printed.push(text),
    say: (text: string) => void said.push(text),
  };
  const code = await runCommandLine(createWorkspace(folder(), {}), terminal, args);
  return { code, printed: printed.join('\n'), said: said.join('\n') };
}

describe('a command that fails', () => {
  it('says why on standard error and prints nothing', async () => {
    expect(await run('token')).toEqual({
      code: 69,
      printed: '',
      said: 'slipway: The stack is not running: start it with ./slipway up',
    });
  });

  it.each([
    ['nothing runs', ['client', 'list', '--json'], 'unavailable', 'The stack is not running'],
    ['a declaration is wrong', ['up', '--json'], 'config', 'No service is declared'],
    ['the command line is wrong', ['predict', '--json', '--index', 'x'], 'usage', "option '--index <n>'"],
    ['the command is unknown', ['fly', '--json'], 'usage', "unknown command 'fly'"],
  ] as const)('prints one JSON document with --json when %s', async (_, args, reason, message) => {
    const { code, printed, said } = await run(...args);
    expect(code).toBe(exitCodes[reason].code);
    expect(JSON.parse(printed)).toEqual({
      error: { code, reason, message: expect.stringContaining(message) },
    });
    expect(said).toContain(message);
  });

  it('prints its result, and no second document, where it has one', async () => {
    const { code, printed } = await run('status', '--json');
    expect(JSON.parse(printed)).toEqual({ running: false, services: [] });
    expect(code).toBe(69);
  });
});

it('help is no failure', async () => {
  expect(await run('up', '--help', '--json')).toMatchObject({ code: 0, said: '' });
});
