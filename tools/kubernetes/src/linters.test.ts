import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import { fieldOf } from '@slipway/deploy-plan';
import { checkBuilds, readReport } from './linters/checkov.ts';
import { judgeFindings, parseExceptions } from './linters/exceptions.ts';
import { readScores, scoreBuilds } from './linters/kube-score.ts';
import { buildAll, type Build } from './manifests/build-all.ts';
import { root } from './root.ts';
import { allOf, builder, findLinter } from './tools.ts';

const FILE = 'k8s/tests/exceptions.yaml';
const kubectl = await builder();
const builds = kubectl.found ? await buildAll(kubectl.version) : [];
const engine = allOf(kubectl, await findLinter('kube-score'), await findLinter('checkov'));

/** Each overlay, and each component with the first overlay that it can be added to. */
const oncePerComponent = builds.filter(
  ({ component }, index) =>
    component === undefined || builds.findIndex((one) => one.component === component) === index,
);

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'the linters of the field', () => {
  const parsed = parseExceptions(readFileSync(join(root, FILE), 'utf8'), FILE);
  const exceptions = parsed.ok ? parsed.value : [];
  const broken = (): Build => {
    const build = builds.find(({ name }) => name === 'dev')!;
    return { ...build, file: join(import.meta.dirname, 'testing/neglected.yaml') };
  };

  it('have exceptions that can be read', () => {
    expect(parsed).toMatchObject({ ok: true });
  });

  it('are silenced by no annotation: exceptions are in one file', () => {
    const annotations = builds.flatMap(({ manifests }) =>
      manifests.flatMap((one) => [
        ...Object.keys(one.metadata.annotations ?? {}),
        ...Object.keys(fieldOf(one, 'spec', 'template', 'metadata', 'annotations') ?? {}),
      ]),
    );
    expect(annotations.filter((name) => /^(?:checkov\.io|kube-score)\//.test(name))).toEqual([]);
  });

  it('find nothing without a reason: kube-score, in every combination', async () => {
    expect(judgeFindings(await scoreBuilds(builds), exceptions, 'kube-score')).toEqual([]);
  });

  it('find nothing without a reason: checkov, in every overlay and every component', async () => {
    const { findings, objects } = await checkBuilds(oncePerComponent);
    expect(judgeFindings(findings, exceptions, 'checkov')).toEqual([]);
    expect(objects).toBeGreaterThan(200);
  });

  it('do find what is neglected', async () => {
    const scored = await scoreBuilds([broken()]);
    expect(scored.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'container-image-tag',
        'container-resources',
        'pod-networkpolicy',
        'pod-probes',
      ]),
    );
    const { findings } = await checkBuilds([broken()]);
    expect(findings.map(({ check, object }) => `${check} ${object}`)).toEqual(
      expect.arrayContaining(['CKV_K8S_14 Deployment/neglected', 'CKV_K8S_22 Deployment/neglected']),
    );
  });
});

it('a report of checkov is findings by kind and name', () => {
  const check = { check_id: 'CKV_K8S_1', check_name: 'x', file_path: '/b/dev.yaml', resource: 'Job.ns.a.b' };
  const report = { results: { failed_checks: [check] }, summary: { parsing_errors: 0, resource_count: 1 } };
  expect(readReport(JSON.stringify(report)).findings).toEqual([
    { tool: 'checkov', check: 'CKV_K8S_1', object: 'Job/a.b', build: 'dev', message: 'x' },
  ]);
  expect(() => readReport(JSON.stringify({ ...report, summary: { parsing_errors: 1 } }))).toThrow(
    'cannot read',
  );
});

it('warnings count like errors, and what is skipped does not', () => {
  const score = (grade: number, skipped: boolean) => ({
    check: { id: `grade-${grade}` },
    grade,
    skipped,
    comments: [{ path: 'a', summary: 'b' }],
  });
  const object = {
    type_meta: { kind: 'Deployment' },
    object_meta: { name: 'a' },
    checks: [score(10, false), score(5, false), score(1, false), score(1, true)],
  };
  expect(
    readScores(JSON.stringify([object]), 'dev').map(({ check, message }) => `${check} ${message}`),
  ).toEqual(['grade-5 a b', 'grade-1 a b']);
});
