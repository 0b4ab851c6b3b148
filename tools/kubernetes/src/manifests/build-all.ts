import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRender } from '@slipway/deploy-cluster';
import type { Manifest } from '@slipway/deploy-plan';
import { stringify } from 'yaml';
import { root } from '../root.ts';
import type { Combination } from './combinations.ts';
import { folderOf, textsIn, writeMatrix } from './write-matrix.ts';

/** One combination as Kustomize built it. */
export interface Build extends Combination {
  /** The same objects, for programs that read YAML. */
  readonly file: string;
  readonly manifests: readonly Manifest[];
}

const INDEX = 'index.json';
/** How many builds run at once. */
const PARALLEL = 2;

/**
 * Builds every combination once for each state of k8s/: the result is kept in dist/, where each test file finds it.
 * `version` is that of the program that builds.
 */
export async function buildAll(version: string): Promise<readonly Build[]> {
  const k8s = join(root, 'k8s');
  const own = readFileSync(join(import.meta.dirname, 'write-matrix.ts'), 'utf8');
  const state = createHash('sha256')
    .update(JSON.stringify([version, own, ...textsIn(k8s)]))
    .digest('hex');
  const folder = join(root, 'dist/kubernetes', state.slice(0, 16));
  if (!existsSync(join(folder, INDEX))) await build(k8s, folder);
  const combinations = JSON.parse(readFileSync(join(folder, INDEX), 'utf8')) as readonly Combination[];
  return combinations.map((combination) => {
    const path = join(folder, 'built', combination.name);
    const manifests = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as readonly Manifest[];
    return { ...combination, file: `${path}.yaml`, manifests };
  });
}

/** Beside its place first: another test file may be building the same. */
async function build(k8s: string, folder: string): Promise<void> {
  mkdirSync(join(folder, '..'), { recursive: true });
  const copy = mkdtempSync(`${folder}.`);
  try {
    const combinations = writeMatrix(k8s, join(copy, 'k8s'));
    mkdirSync(join(copy, 'built'));
    const render = createRender(process.env);
    const waiting = [...combinations];
    const work = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const manifests = await render(folderOf(join(copy, 'k8s'), one.name));
        const path = join(copy, 'built', one.name);
        writeFileSync(`${path}.json`, JSON.stringify(manifests));
        writeFileSync(`${path}.yaml`, manifests.map((manifest) => stringify(manifest)).join('---\n'));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    writeFileSync(join(copy, INDEX), JSON.stringify(combinations));
    if (!existsSync(folder)) renameSync(copy, folder);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
