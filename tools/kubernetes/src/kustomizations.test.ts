import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import { parse } from 'yaml';
import { root } from './root.ts';
import { must, run } from './run.ts';
import { findLinter, linterPath } from './tools.ts';

const k8s = join(root, 'k8s');
const files = readdirSync(k8s, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('kustomization.yaml'))
  .sort();
const read = (file: string) => parse(readFileSync(join(k8s, file), 'utf8')) as Record<string, unknown>;

/** Fields that Kustomize replaced by others, and keeps for old files. */
const DEPRECATED = [
  'bases',
  'commonLabels',
  'imageTags',
  'patchesJson6902',
  'patchesStrategicMerge',
  'vars',
  'helmChartInflationGenerator',
];
const VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
};

describe('kustomizations', () => {
  it('are there', () => {
    expect(files).toEqual(
      expect.arrayContaining(['base/kustomization.yaml', 'overlays/dev/kustomization.yaml']),
    );
  });

  it.each(files)('%s has no deprecated field, and says what it is', (file) => {
    const { apiVersion, kind, labels = [], ...fields } = read(file);
    expect(Object.keys(fields).filter((field) => DEPRECATED.includes(field))).toEqual([]);
    // Selectors cannot be changed later: labels never go into them.
    for (const { includeSelectors } of labels as readonly { readonly includeSelectors?: boolean }[])
      expect(includeSelectors).toBe(false);
    expect(apiVersion).toBe(VERSIONS[String(kind)]);
  });

  it('of the base have neither namespace nor environment, and those of overlays have one each', () => {
    const namespacesIn = (folder: string) =>
      files.filter((file) => file.startsWith(folder)).map((file) => read(file).namespace);
    expect(namespacesIn('base').filter((one) => one !== undefined)).toEqual([]);
    expect(namespacesIn('components').filter((one) => one !== undefined)).toEqual([]);
    const overlays = namespacesIn('overlays');
    expect(new Set(overlays).size).toBe(overlays.length);
    expect(overlays).not.toContain(undefined);
  });

  it('of overlays take the images of the lock last, so that those of every component are locked', () => {
    for (const file of files.filter((one) => one.startsWith('overlays')))
      expect((read(file).components as readonly string[]).at(-1)).toBe('../../components/images');
  });

  it('for an administrator name no image that a cluster would pull from whoever holds its name', () => {
    const named = readdirSync(join(k8s, 'cluster'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => [...readFileSync(join(k8s, 'cluster', file), 'utf8').matchAll(/\bimage: *(\S+)/g)])
      .map(([, image]) => image!);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((image) => !image.startsWith('registry.invalid/'))).toEqual([]);
  });
});

const engine = await findLinter('kustomize');

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'kustomize edit fix', () => {
  let copy: string;
  let kustomize: string;
  beforeAll(async () => {
    kustomize = await linterPath('kustomize');
    copy = mkdtempSync(join(tmpdir(), 'slipway-fix-'));
    cpSync(k8s, copy, { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('finds nothing to fix in any of them', async () => {
    const changed: string[] = [];
    for (const file of files) {
      await must(kustomize, ['edit', 'fix'], { cwd: join(copy, dirname(file)) });
      // It writes the file anew, in its own style: what counts is what the file says.
      const fixed = parse(readFileSync(join(copy, file), 'utf8')) as unknown;
      if (JSON.stringify(sorted(fixed)) !== JSON.stringify(sorted(read(file)))) changed.push(file);
    }
    expect(changed).toEqual([]);
  });

  it('does fix what is deprecated', async () => {
    const folder = join(copy, 'base/auth');
    await run('sh', ['-c', "printf 'commonLabels: { a: b }\\n' >> kustomization.yaml"], { cwd: folder });
    await must(kustomize, ['edit', 'fix'], { cwd: folder });
    expect(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')).not.toContain('commonLabels');
  });
});

/** The same value with its fields in order; what is the default is left out, since it leaves that out, too. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => !(name === 'includeSelectors' && field === false))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
