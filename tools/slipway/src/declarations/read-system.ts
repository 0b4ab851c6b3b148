import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkSystem,
  serviceDeclaration,
  startOrder,
  type ServiceDeclaration,
} from '@slipway/deploy-declaration';
import { parseYaml } from '@slipway/inference-declaration';
import { CommandError } from '../exit.ts';

/** All declared services, each after those it calls; every mistake in them is one line of the error. */
export function readSystem(root: string): readonly ServiceDeclaration[] {
  const services: ServiceDeclaration[] = [];
  const errors: string[] = [];
  for (const folder of foldersOf(join(root, 'apps'))) {
    const file = `apps/${folder}/service.yaml`;
    if (!existsSync(join(root, file))) continue;
    const declared = parseYaml(serviceDeclaration, readFileSync(join(root, file), 'utf8'), file);
    if (!declared.ok) errors.push(...declared.errors);
    else if (declared.value.name !== folder)
      errors.push(`${file}: name: expected ${folder}, the name of its folder, got ${declared.value.name}`);
    else services.push(declared.value);
  }
  if (errors.length === 0 && services.length === 0)
    errors.push('No service is declared: add apps/<name>/service.yaml');
  if (errors.length === 0) errors.push(...checkSystem(services));
  if (errors.length > 0) throw new CommandError('config', errors);
  return startOrder(services) ?? services;
}

/** The named services and all that these call, in start order; no names means all. */
export function selectServices(
  system: readonly ServiceDeclaration[],
  names: readonly string[],
): readonly ServiceDeclaration[] {
  if (names.length === 0) return system;
  const known = system.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new CommandError('usage', `No service ${unknown.join(', ')}: declared are ${known.join(', ')}`);
  const wanted = new Set<string>();
  const add = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const { service } of system.find((service) => service.name === name)?.calls ?? []) add(service);
  };
  names.forEach(add);
  return system.filter(({ name }) => wanted.has(name));
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
