import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkSystem,
  serviceDeclaration,
  startOrder,
  type ServiceDeclaration,
} from '@slipway/deploy-declaration';
import { parseYaml } from '@slipway/inference-declaration';

/** The declared services, or every mistake in their declarations as a line that names the fix. */
export type SystemReading =
  | { readonly ok: true; readonly services: readonly ServiceDeclaration[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads every `apps/<service>/service.yaml` below `root`; each service comes after those it calls. */
export function readSystem(root: string): SystemReading {
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
  return errors.length > 0 ? { ok: false, errors } : { ok: true, services: startOrder(services) ?? services };
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
