import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '@slipway/auth-verifier';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { checkModels } from '../declarations/check-models.ts';
import { readSystem, selectServices } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { addressesOf, type Addresses } from '../supervisor/environment.ts';
import type { Workspace } from '../workspace.ts';

export interface UpOptions {
  readonly detach?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly portOffset: number;
  /** Names of services; none means all. */
  readonly only: readonly string[];
}

/** What is going to run, and where: known before anything is touched. */
export interface RunPlan {
  readonly system: readonly ServiceDeclaration[];
  /** Those that are started, each after those it calls. */
  readonly services: readonly ServiceDeclaration[];
  readonly addresses: Addresses;
}

/** Reads and checks the declarations; every mistake in them is one line of the error. */
export function planRun({ root, env }: Workspace, { only, portOffset }: UpOptions): RunPlan {
  const system = readSystem(root);
  const services = selectServices(system, only);
  const errors = services.flatMap((service) => checkModels(root, service, 'presence'));
  if (env.SLIPWAY_HOST !== undefined && !isLoopback(env.SLIPWAY_HOST))
    errors.push(
      `SLIPWAY_HOST=${env.SLIPWAY_HOST} is refused: ./slipway up listens on loopback only; unset it`,
    );
  if (errors.length > 0) throw new CommandError('config', errors);
  return { system, services, addresses: addressesOf(system, portOffset) };
}

/** Version of a service, from the manifest of its app. */
export function versionOf(root: string, service: string): string {
  try {
    const manifest = readFileSync(join(root, 'apps', service, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version?: string }).version ?? '';
  } catch {
    return '';
  }
}
