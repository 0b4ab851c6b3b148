import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import { createRender, findTestCluster } from '@slipway/deploy-cluster';
import type { Manifest } from '@slipway/deploy-plan';
import { parseAllDocuments, stringify } from 'yaml';
import { buildAll } from './manifests/build-all.ts';
import { isForeign, readForeignKinds } from './manifests/foreign-kinds.ts';
import { kustomizationsIn } from './manifests/read-tree.ts';
import { root } from './root.ts';
import { run } from './run.ts';
import { fetchSchemas } from './schemas/fetch-schemas.ts';
import { knowKeda } from './schemas/know-foreign-kinds.ts';
import { allOf, builder, validator } from './tools.ts';

const kubectl = await builder();
const engine = allOf(kubectl, await validator(), await findTestCluster({ env: process.env }));

const foreign = readForeignKinds();
/** One list: of two such flags, the last would count. */
const skipped = `-skip=${foreign.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`).join(',')}`;

interface Finding {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly msg: string;
}

/** What an administrator applies once: files, and folders that Kustomize builds. */
async function administratorsObjects(): Promise<readonly Manifest[]> {
  const folder = join(root, 'k8s/cluster');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const render = createRender(process.env);
  const built = await Promise.all(kustomizationsIn(folder).map((name) => render(join(folder, name))));
  return [
    ...files.flatMap((file) =>
      [...parseAllDocuments(readFileSync(join(folder, file), 'utf8'))].map((one) => one.toJS() as Manifest),
    ),
    ...built.flat(),
  ];
}

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'the schemas of the API server', () => {
  let builds: Awaited<ReturnType<typeof buildAll>>;
  let administrators: readonly Manifest[];
  let location: string;
  beforeAll(async () => {
    await knowKeda();
    builds = await buildAll(kubectl.found ? kubectl.version : '');
    administrators = await administratorsObjects();
    const all = [...builds.flatMap(({ manifests }) => manifests), ...administrators];
    location = await fetchSchemas([...new Set(all.map(({ apiVersion }) => apiVersion))].sort());
  });

  const validate = async (args: readonly string[], input?: string) => {
    const { stdout, stderr } = await run(
      'kubeconform',
      [skipped, '-strict', '-summary', '-output=json', `-schema-location=${location}`, ...args],
      input === undefined ? {} : { input },
    );
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as {
      readonly resources?: readonly Finding[];
      readonly summary: { readonly valid: number; readonly skipped: number };
    };
  };

  it('know every field of every object of every combination', async () => {
    const { resources = [], summary } = await validate(builds.map(({ file }) => file));
    const wrong = resources.map(({ filename, kind, name, msg }) => `${filename}: ${kind} ${name}: ${msg}`);
    expect(wrong).toEqual([]);
    const all = builds.flatMap(({ manifests }) => manifests);
    const unknown = all.filter((one) => isForeign(foreign, one)).length;
    expect(summary).toMatchObject({ valid: all.length - unknown, skipped: unknown });
  });

  it('know every field of every object that an administrator applies', async () => {
    const text = administrators.map((one) => stringify(one)).join('---\n');
    const { resources = [], summary } = await validate([], text);
    expect(resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`)).toEqual([]);
    expect(summary).toMatchObject({ valid: administrators.length, skipped: 0 });
    expect(administrators.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ValidatingAdmissionPolicy', 'APIService']),
    );
  });

  it('are asked about every kind, but for those with a reason', () => {
    const all = builds.flatMap(({ manifests }) => manifests);
    for (const one of foreign) {
      expect(one.reason).toMatch(/\w/);
      expect(all.some(({ kind }) => kind === one.kind)).toBe(true);
    }
  });

  it.each([
    ['a field that is misspelled', 'Deployment', { spec: { templates: {} } }, 'templates'],
    ['a value of the wrong type', 'Service', { spec: { ports: [{ port: 'http' }] } }, '/spec/ports/0/port'],
    ['a field that is missing', 'HTTPRoute', { spec: { parentRefs: [{}] } }, 'name'],
    ['a kind that the cluster has not', 'Gatehouse', {}, 'Gatehouse'],
  ])('refuse %s', async (_what, kind, broken, text) => {
    const object = builds
      .flatMap(({ manifests }) => manifests)
      .find((one) => one.kind === (kind === 'Gatehouse' ? 'Service' : kind))!;
    const { resources = [] } = await validate([], stringify({ ...object, kind, ...broken }));
    expect(resources.map(({ msg, kind: of }) => `${of} ${msg}`).join('\n')).toContain(text);
  });
});
