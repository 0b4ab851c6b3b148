import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { urlVariable } from '@slipway/deploy-declaration';
import { composeVariables } from '@slipway/deploy-compose';
import { readSettings } from '../declarations/read-settings.ts';
import { readSystem } from '../declarations/read-system.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { commandVariables } from '../variables.ts';
import { createWorkspace, type Workspace } from '../workspace.ts';
import { checkSettings, groupErrors, unknownVariables } from './check-settings.ts';
import { planRun } from './plan-run.ts';

const root = join(import.meta.dirname, '../../../..');
const home = useTemporaryFolder();

/** What a start with this environment says, of the services of this repository. */
async function check(env: Workspace['env'], only: readonly string[] = []) {
  const workspace = createWorkspace(root, { SLIPWAY_HOME: home(), ...env });
  const said: string[] = [];
  const plan = planRun(workspace, { portOffset: 0, only });
  const error: unknown = await checkSettings(workspace, plan, (text) => said.push(text)).catch(
    (cause: unknown) => cause,
  );
  return { said, error };
}

describe('the settings of a run', () => {
  it('are accepted as they follow from the declarations', async () => {
    const env = { SLIPWAY_LOG_LEVEL: 'warn', SLIPWAY_THREADS: '', SLIPWAY_URL_AUTH: 'http://x', OTEL_X: '1' };
    expect(await check(env)).toEqual({ said: [], error: undefined });
  });

  it('are looked at for all services before any is started, with one line for each mistake', async () => {
    const { error } = await check({ SLIPWAY_TOKEN_TTL_SECONDS: 'x', SLIPWAY_RATE_BURST: '0' });
    expect(error).toMatchObject({
      reason: 'config',
      message: expect.stringMatching(
        /^auth: SLIPWAY_TOKEN_TTL_SECONDS: .*\ngateway: SLIPWAY_RATE_BURST: .*$/,
      ),
    });
  });

  it('of a service that is not started do not matter, and are known all the same', async () => {
    const env = { SLIPWAY_RATE_BURST: '0' };
    expect(await check(env, ['digits-onnx'])).toEqual({ said: [], error: undefined });
  });

  it('with a wrong letter are told, with the name that was meant', async () => {
    const { said, error } = await check({ SLIPWAY_LOG_LEVL: 'debug' });
    expect(said).toEqual(['SLIPWAY_LOG_LEVL is set, but nothing reads it: did you mean SLIPWAY_LOG_LEVEL?']);
    expect(error).toBeUndefined();
  });
});

describe('an unknown variable', () => {
  const known = new Set(['SLIPWAY_PORT', 'SLIPWAY_HOST', 'SLIPWAY_MAX_BODY_BYTES']);

  it.each([
    ['SLIPWAY_PROT', 'did you mean SLIPWAY_PORT?'],
    ['SLIPWAY_MAX_BODY_BYTE', 'did you mean SLIPWAY_MAX_BODY_BYTES?'],
    ['SLIPWAY_MAXBODYBYTES', 'did you mean SLIPWAY_MAX_BODY_BYTES?'],
    ['SLIPWAY_SOMETHING_ELSE', 'unset it (docs/reference/configuration.md has all)'],
  ])('%s is told: %s', (name, hint) => {
    expect(unknownVariables({ [name]: '1' }, known)).toEqual([
      `${name} is set, but nothing reads it: ${hint}`,
    ]);
  });

  it('is one that begins with our name, and no other', () => {
    expect(unknownVariables({ PATH: '', SLIPWAY_PORT: '1', OTHER_SLIPWAY_X: '1' }, known)).toEqual([]);
  });
});

it('a mistake that services share is one line', () => {
  const services = [
    { name: 'a', errors: ['x', 'y'] },
    { name: 'b', errors: ['y'] },
  ];
  expect(groupErrors(services)).toEqual(['a: x', 'a, b: y']);
});

it('every variable that the command line names is known', async () => {
  const system = readSystem(root);
  const tables = await Promise.all(system.map((service) => readSettings(root, service)));
  const known = new Set([
    ...Object.keys(commandVariables),
    ...Object.keys(composeVariables),
    ...tables.flatMap((table) => Object.values(table ?? {}).map(({ env }) => env)),
    ...system.map(({ name }) => urlVariable(name)),
  ]);
  expect(tables).not.toContain(undefined);
  const folder = join(root, 'tools/slipway/src');
  const named = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|testing/.test(file))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/\bSLIPWAY_[A-Z]+(_[A-Z]+)*\b/g) ?? []);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
