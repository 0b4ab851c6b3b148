import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compareSystems,
  composeFacts,
  judgeParity,
  overlayFacts,
  parseIntended,
  type IntendedDifference,
  type ParityJudgement,
  type SystemFacts,
} from '@slipway/deploy-parity';
import { CommandError } from '../exit.ts';
import { renderOverlay } from '../kubernetes/render-overlay.ts';
import type { Workspace } from '../workspace.ts';
import { readComposeModel } from './read-compose-model.ts';

/** Where an overlay may differ from Compose, with the reason for each. */
export const INTENDED_FILE = 'k8s/parity.yaml';

export interface Parity extends ParityJudgement {
  readonly overlays: readonly string[];
  readonly services: readonly string[];
}

/** Compares the model of Compose with every overlay of the workspace. */
export async function checkParity(workspace: Workspace): Promise<Parity> {
  const list = readIntended(workspace.root);
  const compose = composeFacts(await readComposeModel(workspace));
  const overlays = new Map<string, SystemFacts>();
  for (const overlay of overlaysIn(workspace.root))
    overlays.set(overlay, overlayFacts((await renderOverlay(workspace, overlay)).manifests));
  return {
    overlays: [...overlays.keys()],
    services: [...compose.keys()].sort(),
    ...judgeParity(compareSystems(compose, overlays), list),
  };
}

function readIntended(root: string): readonly IntendedDifference[] {
  const file = join(root, INTENDED_FILE);
  if (!existsSync(file)) return [];
  const parsed = parseIntended(readFileSync(file, 'utf8'), INTENDED_FILE);
  if (parsed.ok) return parsed.value;
  throw new CommandError('config', parsed.errors);
}

function overlaysIn(root: string): readonly string[] {
  const folder = join(root, 'k8s/overlays');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const overlays = names.filter((name) => existsSync(join(folder, name, 'kustomization.yaml'))).sort();
  if (overlays.length > 0) return overlays;
  throw new CommandError('config', 'There is nothing to compare with: k8s/overlays has no overlay');
}
