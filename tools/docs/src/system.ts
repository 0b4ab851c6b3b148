import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceDeclaration, startOrder, type ServiceDeclaration } from '@slipway/deploy-declaration';
import { parseYaml } from '@slipway/inference-declaration';
import { root } from './workspace.ts';

/** All declared services, each after those it calls. */
export function readSystem(): readonly ServiceDeclaration[] {
  const folders = readdirSync(join(root, 'apps')).sort();
  const services = folders.map((folder) => {
    const file = `apps/${folder}/service.yaml`;
    const declared = parseYaml(serviceDeclaration, readFileSync(join(root, file), 'utf8'), file);
    if (!declared.ok) throw new Error(declared.errors.join('\n'));
    return declared.value;
  });
  return startOrder(services) ?? services;
}
