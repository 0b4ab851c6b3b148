import type { ImagesLock, Registry } from '@slipway/deploy-lock';
import type { ImageTool } from '../engine/image-tool.ts';
import { failWith, type Outcome } from '../outcome.ts';
import type { SbomTool } from '../sbom/sbom-tool.ts';
import { describeVulnerability } from '../scan/gate.ts';
import type { CopyImage, Signer, Verifier } from '../sign/signer.ts';
import { tryKeyPair } from '../sign/try-key-pair.ts';
import { buildImages, type BuildImages } from './build-images.ts';
import { makeSboms } from './make-sboms.ts';
import { pushImages } from './push-images.ts';
import { scanImages, type ScanImages } from './scan-images.ts';
import { signImages, type SignImages } from './sign-images.ts';
import { verifyImages } from './verify-images.ts';
import { writeLocks, type WriteLocks } from './write-locks.ts';

export interface ReleaseImages extends BuildImages, WriteLocks, Pick<SignImages, 'facts'> {
  readonly engine: ImageTool;
  readonly sboms: SbomTool;
  /** Undefined where nothing is to be scanned, which is said. */
  readonly scan: Pick<ScanImages, 'scanner' | 'policy'> | undefined;
  /** Without it images stay in the engine, and the lock is for this machine only. */
  readonly registry?: Registry;
  readonly copy: CopyImage;
  readonly signer: Signer;
  readonly verifier: Verifier;
}

/**
 * All steps in order: build, SBOM, scan, push, sign, lock, verify; before them the key pair is tried.
 * What is vulnerable is neither pushed nor signed, and a second call goes on where the first was interrupted.
 */
export async function releaseImages(options: ReleaseImages): Promise<Outcome<ImagesLock>> {
  const { registry, images, scan, say, signal } = options;
  const steps: readonly (() => Promise<Outcome<unknown>>)[] = [
    () => tryKeyPair(options, signal),
    () => buildImages(options),
    () => makeSboms(options),
    () => passScan(options),
    async () => (registry ? pushImages({ ...options, registry }) : { ok: true, value: undefined }),
    () => signImages(options),
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  const lock = await writeLocks(options);
  if (!lock.ok) return lock;
  const expected = images.map(({ name }) => name);
  const inRegistry = registry !== undefined;
  const findings = await verifyImages({ ...options, lock: lock.value, expected, inRegistry });
  if (!findings.ok) return findings;
  if (findings.value.length > 0) return failWith('refused', ...findings.value.map(({ message }) => message));
  say(`${expected.length} images released${scan ? '' : ', not scanned for known vulnerabilities'}`);
  return lock;
}

async function passScan(options: ReleaseImages): Promise<Outcome<void>> {
  const { scan } = options;
  if (scan === undefined) return { ok: true, value: undefined };
  const result = await scanImages({ ...options, ...scan });
  if (!result.ok) return result;
  if (result.value.passed) return { ok: true, value: undefined };
  const failing = result.value.judged.filter(({ verdict }) => verdict === 'fails');
  return failWith('refused', ...failing.map(describeVulnerability));
}
