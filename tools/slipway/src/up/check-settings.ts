import { urlVariable, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { readConfig, type Settings } from '@slipway/service-config';
import { composeVariables } from '@slipway/deploy-compose';
import { readSettings } from '../declarations/read-settings.ts';
import { CommandError } from '../exit.ts';
import { processEnvironment } from '../supervisor/environment.ts';
import { commandVariables } from '../variables.ts';
import type { Workspace } from '../workspace.ts';
import { nearestName } from './nearest-name.ts';
import type { RunPlan } from './plan-run.ts';

type Environment = Workspace['env'];

/** Warns of variables that nobody reads, and ends the command when a setting of any service is wrong. */
export async function checkSettings(
  workspace: Workspace,
  { system, services, addresses }: RunPlan,
  say: (text: string) => void,
): Promise<void> {
  const tables = new Map<ServiceDeclaration, Settings | undefined>();
  for (const service of system) tables.set(service, await readSettings(workspace.root, service));
  const known = knownVariables(system, [...tables.values()]);
  if (known !== undefined) for (const line of unknownVariables(workspace.env, known)) say(line);
  const wrong = services.flatMap((service) => {
    const settings = tables.get(service);
    const env = processEnvironment(service, system, { workspace, addresses });
    return settings === undefined ? [] : [{ name: service.name, errors: settingErrors(settings, env) }];
  });
  const lines = groupErrors(wrong);
  if (lines.length > 0) throw new CommandError('config', lines);
}

/** Every variable that means something; undefined where a service does not tell its own. */
function knownVariables(
  system: readonly ServiceDeclaration[],
  tables: readonly (Settings | undefined)[],
): ReadonlySet<string> | undefined {
  if (tables.includes(undefined)) return undefined;
  const settings = tables.flatMap((table) => Object.values(table ?? {}));
  return new Set([
    ...Object.keys(commandVariables),
    ...Object.keys(composeVariables),
    ...settings.map(({ env }) => env),
    ...system.map(({ name }) => urlVariable(name)),
  ]);
}

/** A line for each variable of ours that nobody knows, which most often is a name with a wrong letter. */
export function unknownVariables(env: Environment, known: ReadonlySet<string>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith('SLIPWAY_') || value === undefined || known.has(name)) return [];
    const meant = nearestName(name, known);
    const hint =
      meant === undefined ? 'unset it (docs/reference/configuration.md has all)' : `did you mean ${meant}?`;
    return [`${name.slice(0, 80)} is set, but nothing reads it: ${hint}`];
  });
}

function settingErrors(settings: Settings, env: Environment): readonly string[] {
  const result = readConfig(settings, env);
  return result.ok ? [] : result.errors;
}

/** Services share settings: what is wrong for several of them is one line. */
export function groupErrors(
  services: readonly { readonly name: string; readonly errors: readonly string[] }[],
): string[] {
  const namesOf = new Map<string, string[]>();
  for (const { name, errors } of services)
    for (const error of errors) namesOf.set(error, [...(namesOf.get(error) ?? []), name]);
  return [...namesOf].map(([error, names]) => `${names.join(', ')}: ${error}`);
}
