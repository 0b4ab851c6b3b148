import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from '@slipway/deploy-plan';
import { stringify } from 'yaml';
import { writeSignedLock, type SignedLock } from './write-signed-lock.ts';

const tools = join(import.meta.dirname, '../../..');
/** As `./slipway` starts it: from the cache of what has been compiled. */
const PROGRAM = [
  '--disable-warning=ExperimentalWarning',
  `--import=${pathToFileURL(join(tools, 'compile-cache.mjs')).href}`,
  join(tools, 'slipway/src/testing/fixture-main.ts'),
];

export interface Ended {
  /** Negative number of the signal's stead: null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves when standard error holds the text; rejects when the command ends before. */
  said(text: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** A workspace of its own with the overlay `test`, and the command line that works in it. */
export interface DeliveryWorkspace {
  readonly folder: string;
  /** Locks images, and signs them by a key pair of this workspace; to be called once. */
  lock(images: SignedLock): Promise<void>;
  /** Replaces what the overlay holds, or another one in the namespace that is named with it. */
  write(objects: readonly Manifest[], other?: { readonly overlay: string; readonly namespace: string }): void;
  start(...args: readonly string[]): Running;
  run(...args: readonly string[]): Promise<Ended>;
  /** Runs a command that delivers, and tells each step before it; before the step of this name it dies. */
  runUntil(step: string, ...args: readonly string[]): Promise<Ended>;
  remove(): void;
}

export function createDeliveryWorkspace(
  namespace: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): DeliveryWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-delivery-'));
  const home = join(folder, '.slipway');
  const own = { overlay: 'test', namespace };
  const start = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Running => {
    const child = spawn(process.execPath, [...PROGRAM, folder, ...args], {
      env: { ...env, SLIPWAY_HOME: home, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    let isOver = false;
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (code) => {
        isOver = true;
        resolve({ code, out, err });
      }),
    );
    const said = (text: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (text.test(err)) resolve();
          else if (isOver) reject(new Error(`${text} was not said, but: ${out}${err}`));
        };
        child.stderr.on('data', look);
        child.once('close', look);
        look();
      });
    return { ended, said, kill: (signal) => void child.kill(signal) };
  };
  return {
    folder,
    lock: (images) => writeSignedLock(home, images),
    write(objects, { overlay, namespace } = own) {
      const place = join(folder, 'k8s/overlays', overlay);
      mkdirSync(place, { recursive: true });
      const kustomization = { resources: objects.length > 0 ? ['objects.yaml'] : [], namespace };
      writeFileSync(join(place, 'kustomization.yaml'), stringify(kustomization));
      writeFileSync(join(place, 'objects.yaml'), objects.map((object) => stringify(object)).join('---\n'));
    },
    start: (...args) => start(args),
    run: (...args) => start(args).ended,
    runUntil: (step, ...args) => start(args, { SLIPWAY_FIXTURE_DIES_BEFORE: step }).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
