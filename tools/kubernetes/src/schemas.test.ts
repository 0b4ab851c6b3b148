import { describeOn } from '@slipway/deploy-engine/testing';
import { findTestCluster } from '@slipway/deploy-cluster';
import { stringify } from 'yaml';
import { buildAll } from './manifests/build-all.ts';
import { isForeign, readForeignKinds } from './manifests/foreign-kinds.ts';
import { run } from './run.ts';
import { fetchSchemas } from './schemas/fetch-schemas.ts';
import { knowKeda } from './schemas/know-keda.ts';
import { allOf, builder, validator } from './tools.ts';

const kubectl = await builder();
const engine = allOf(kubectl, await validator(), await findTestCluster({ env: process.env }));

const foreign = readForeignKinds();
const skipped = foreign.map(({ apiVersion, kind }) => `-skip=${apiVersion}/${kind}`);

interface Finding {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly msg: string;
}

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'the schemas of the API server', () => {
  let builds: Awaited<ReturnType<typeof buildAll>>;
  let location: string;
  beforeAll(async () => {
    await knowKeda();
    builds = await buildAll(kubectl.found ? kubectl.version : '');
    const versions = builds.flatMap(({ manifests }) => manifests.map(({ apiVersion }) => apiVersion));
    location = await fetchSchemas([...new Set(versions)].sort());
  });

  const validate = async (args: readonly string[], input?: string) => {
    const { stdout, stderr } = await run(
      'kubeconform',
      [...skipped, '-strict', '-summary', '-output=json', `-schema-location=${location}`, ...args],
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
