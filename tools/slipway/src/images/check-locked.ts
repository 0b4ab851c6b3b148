import {
  createCosignVerifier,
  publicKeyFile,
  readMergedLock,
  verifyImages,
  writePins,
} from '@slipway/deploy-images';
import type { ImagesLock } from '@slipway/deploy-lock';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';
import { valueOf } from './end-step.ts';
import { createReleaseKit, type ReleaseKit } from './release-kit.ts';

export interface LockedOptions extends Pick<ReleaseKit, 'say' | 'signal'> {
  /** Services that are to run. */
  readonly expected: readonly string[];
  /** Instead of the key in the state folder. */
  readonly publicKey?: string;
  /** Asks the registry for signature, SBOM and provenance as well. */
  readonly inRegistry?: boolean;
}

/** What stands against running the locked images; an empty list means that they may run. */
export const findObstacles = async (workspace: Workspace, options: LockedOptions) =>
  compareWith(await requireLock(workspace), workspace, options);

async function requireLock(workspace: Workspace): Promise<ImagesLock> {
  const lock = valueOf(await readMergedLock(workspace));
  if (lock !== undefined) return lock;
  throw new CommandError(
    'refused',
    'There is no lock: ./slipway images release makes one, or git pull a committed one',
  );
}

async function compareWith(lock: ImagesLock, workspace: Workspace, options: LockedOptions) {
  const { expected, publicKey, inRegistry = false, say, signal } = options;
  const kit = createReleaseKit(workspace, { say, signal });
  const verifier = createCosignVerifier(kit.run, publicKey ?? publicKeyFile(kit.keys));
  return valueOf(await verifyImages({ ...kit, lock, expected, verifier, inRegistry, pull: true }));
}

/** Ends the command where anything is unsigned, changed or missing; else the Compose file that pins the images. */
export async function requireLocked(workspace: Workspace, options: LockedOptions): Promise<string> {
  const lock = await requireLock(workspace);
  const findings = await compareWith(lock, workspace, options);
  if (findings.length > 0)
    throw new CommandError(
      'refused',
      findings.map(({ message }) => message),
    );
  return writePins(workspace.home, { lock, services: options.expected });
}
