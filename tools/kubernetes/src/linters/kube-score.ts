import type { Build } from '../manifests/build-all.ts';
import { run } from '../run.ts';
import { linterPath } from '../tools.ts';
import type { Finding } from './exceptions.ts';

interface ScoredObject {
  /** Kind, version, namespace and name. */
  readonly object_name: string;
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

/** The best of kube-score's grades; anything below it is a warning at least. */
const ALL_OK = 10;
/** Of the checks that are off by default; the others ask for requests that equal limits, which `slipway size` decides. */
const OPTIONAL = ['container-seccomp-profile', 'container-ports-check'];
const KUBERNETES = 'v1.34';

/** What kube-score finds in builds: one after the other, since it looks at objects together. */
export async function scoreBuilds(builds: readonly Build[]): Promise<readonly Finding[]> {
  const program = await linterPath('kube-score');
  const findings: Finding[] = [];
  for (const { name, file } of builds) {
    const optional = OPTIONAL.map((check) => `--enable-optional-test=${check}`);
    const args = [...optional, `--kubernetes-version=${KUBERNETES}`, '--disable-ignore-checks-annotations'];
    const { code, stdout, stderr } = await run(program, ['score', ...args, '--output-format=json', file]);
    if (code > 1 || stdout === '') throw new Error(`kube-score ended with ${code}: ${stderr}`);
    findings.push(...readScores(stdout, name));
  }
  return findings;
}

export const readScores = (json: string, build: string): readonly Finding[] =>
  (JSON.parse(json) as readonly ScoredObject[]).flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < ALL_OK)
      .map(({ check, comments }) => ({
        tool: 'kube-score',
        check: check.id,
        object: `${type_meta.kind}/${object_meta.name}`,
        build,
        message: (comments ?? []).map(({ path, summary }) => `${path} ${summary}`.trim()).join('; '),
      })),
  );
