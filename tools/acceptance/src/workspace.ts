import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  checkSystem,
  serviceDeclaration,
  startOrder,
  type ServiceDeclaration,
} from '@slipway/deploy-declaration';
import { parseYaml } from '@slipway/inference-declaration';

export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

export const readWorkspaceFile = (path: string): string => readFileSync(`${workspaceRoot}${path}`, 'utf8');

/** All declared services, each after those it calls. */
export function readSystem(): readonly ServiceDeclaration[] {
  const services = readdirSync(`${workspaceRoot}apps`)
    .map((folder) => `apps/${folder}/service.yaml`)
    .filter((file) => existsSync(workspaceRoot + file))
    .map((file) => {
      const declared = parseYaml(serviceDeclaration, readWorkspaceFile(file), file);
      if (!declared.ok) throw new Error(declared.errors.join('\n'));
      return declared.value;
    });
  const [mistake] = checkSystem(services);
  if (mistake !== undefined && runsTokenService()) throw new Error(mistake);
  return startOrder(services) ?? services;
}

/** Whether the token service is there to be run. */
export const runsTokenService = (): boolean => existsSync(`${workspaceRoot}apps/auth/src/main.ts`);
