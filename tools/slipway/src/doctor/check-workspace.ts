import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { checkModels } from '../declarations/check-models.ts';
import { readSystem } from '../declarations/read-system.ts';
import { readLiveRun } from '../run-state/run-file.ts';
import { checkPorts } from '../supervisor/check-ports.ts';
import { addressesOf } from '../supervisor/environment.ts';
import type { Workspace } from '../workspace.ts';
import { check, type Check } from './check.ts';

/** What of this clone matters: the install, the declarations, models, ports and the state folder. */
export async function checkWorkspace(workspace: Workspace, portOffset: number): Promise<Check[]> {
  const { system, errors } = declarations(workspace.root);
  const models = system.flatMap((service) => checkModels(workspace.root, service, 'digests'));
  const count = system.flatMap((service) => service.models).length;
  return [
    checkInstall(workspace.root),
    check('declarations', errors.length === 0, {
      found: errors[0] ?? `${system.length} services`,
      fix: 'Correct apps/*/service.yaml',
    }),
    check('models', models.length === 0, {
      found: models[0] ?? `${count} with the declared digests`,
      fix: 'git checkout apps',
    }),
    await checkAddresses(workspace, system, portOffset),
    checkHome(workspace.home),
    checkTensorFlow(workspace.root),
  ];
}

function declarations(root: string): { system: readonly ServiceDeclaration[]; errors: readonly string[] } {
  try {
    return { system: readSystem(root), errors: [] };
  } catch (error) {
    return { system: [], errors: (error as Error).message.split('\n') };
  }
}

/** tools/bootstrap.mjs leaves the digest of the lock file that it installed from. */
function checkInstall(root: string): Check {
  const stamp = join(root, 'node_modules/.slipway-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted;
  return check('install', isCurrent, {
    found: isCurrent ? 'as package-lock.json says' : 'out of date',
    fix: 'Run ./slipway again or npm ci',
  });
}

async function checkAddresses(
  { runFile }: Workspace,
  system: readonly ServiceDeclaration[],
  portOffset: number,
): Promise<Check> {
  if (readLiveRun(runFile) !== undefined)
    return check('ports', true, { found: 'used by the running stack', fix: '' });
  const addresses = addressesOf(system, portOffset);
  const taken = await checkPorts(system, addresses);
  const free = system.map(addresses.portOf).join(', ');
  return check('ports', taken.length === 0, {
    found: taken[0] ?? `${free} are free`,
    fix: `Stop what uses them, or ./slipway up --port-offset ${portOffset + 100}`,
  });
}

function checkHome(home: string): Check {
  if (!existsSync(home))
    return check('state folder', true, { found: `${home} is made at the first start`, fix: '' });
  const mode = statSync(home).mode & 0o777;
  const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0;
  return check('state folder', isPrivate, {
    found: `${home}, mode ${mode.toString(8)}`,
    fix: `chmod 700 ${home}`,
  });
}

/** The native library is faster; without it TensorFlow.js computes the same in WASM. */
function checkTensorFlow(root: string): Check {
  const require = createRequire(join(root, 'package.json'));
  const isNative = attempt(() => require.resolve('@tensorflow/tfjs-node'));
  const isWasm = attempt(() => require.resolve('@tensorflow/tfjs-backend-wasm'));
  const found = isNative
    ? 'native (tfjs-node)'
    : isWasm
      ? 'WASM; the native library is not installed, which is fine'
      : 'none';
  return check('tensorflow.js', isNative || isWasm, { found, fix: 'Run npm ci' });
}

function attempt(what: () => unknown): boolean {
  try {
    what();
    return true;
  } catch {
    return false;
  }
}
