import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { readSystem as readDeclarations } from '@slipway/deploy-system';

export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

export const readWorkspaceFile = (path: string): string => readFileSync(`${workspaceRoot}${path}`, 'utf8');

/** All declared services, each after those it calls. */
export function readSystem(): readonly ServiceDeclaration[] {
  const system = readDeclarations(workspaceRoot);
  if (!system.ok) throw new Error(system.errors.join('\n'));
  return system.services;
}
