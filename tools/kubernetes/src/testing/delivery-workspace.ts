import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@slipway/deploy-plan';
import { stringify } from 'yaml';

const MAIN = join(import.meta.dirname, '../../../slipway/src/testing/fixture-main.ts');

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

/** A workspace of its own with one overlay `test`, and the command line that works in it. */
export interface DeliveryWorkspace {
  readonly folder: string;
  /** Replaces what the overlay holds. */
  write(objects: readonly Manifest[]): void;
  start(...args: readonly string[]): Running;
  run(...args: readonly string[]): Promise<Ended>;
  remove(): void;
}

export function createDeliveryWorkspace(
  namespace: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): DeliveryWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-delivery-'));
  const overlay = join(folder, 'k8s/overlays/test');
  mkdirSync(overlay, { recursive: true });
  const start = (...args: readonly string[]): Running => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, folder, ...args], {
      env: { ...env, SLIPWAY_HOME: join(folder, '.slipway') },
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
    write(objects) {
      const kustomization = { resources: objects.length > 0 ? ['objects.yaml'] : [], namespace };
      writeFileSync(join(overlay, 'kustomization.yaml'), stringify(kustomization));
      writeFileSync(join(overlay, 'objects.yaml'), objects.map((object) => stringify(object)).join('---\n'));
    },
    start,
    run: (...args) => start(...args).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
