import { parseYaml, type Declared } from '@slipway/inference-declaration';
import { z } from 'zod';

/** What a linter found in one object of one build. */
export interface Finding {
  readonly tool: string;
  readonly check: string;
  /** `Deployment/gateway` */
  readonly object: string;
  /** The overlay, or overlay and component, that it was found in. */
  readonly build: string;
  readonly message: string;
}

const text = z.string().min(1);
const schema = z.strictObject({
  exceptions: z.array(
    z.strictObject({
      tool: z.enum(['kube-score', 'checkov']),
      check: text.describe('Its id'),
      objects: z.array(text).min(1).describe('Kind/name, or Kind/* for every name'),
      overlays: z.array(text).min(1).optional().describe('Where it may be found; everywhere without a list'),
      reason: text.describe('Why it does no harm here'),
    }),
  ),
});

export type Exception = z.infer<typeof schema>['exceptions'][number];

/** The text of `k8s/tests/exceptions.yaml`. */
export function parseExceptions(content: string, file: string): Declared<readonly Exception[]> {
  const parsed = parseYaml(schema, content, file);
  return parsed.ok ? { ok: true, value: parsed.value.exceptions } : parsed;
}

/** Findings without an exception, and objects of exceptions that nothing was found in: a line each. */
export function judgeFindings(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  tool: string,
): readonly string[] {
  const own = exceptions.filter((one) => one.tool === tool);
  const unknown = findings.filter((finding) => !own.some((one) => excepts(one, finding)));
  const unused = own.flatMap((exception) =>
    exception.objects
      .filter((object) => !findings.some((finding) => excepts({ ...exception, objects: [object] }, finding)))
      .map(
        (object) => `${exception.check} is excepted for ${object}, and not found there: remove the exception`,
      ),
  );
  const lines = unknown.map(
    ({ check, object, build, message }) => `${build}: ${object}: ${check}: ${message}`,
  );
  return [...new Set([...lines, ...unused])];
}

const excepts = ({ check, objects, overlays }: Exception, finding: Finding): boolean =>
  check === finding.check &&
  objects.some((object) => object === finding.object || object === `${finding.object.split('/')[0]}/*`) &&
  (overlays?.some((overlay) => finding.build === overlay || finding.build.endsWith(`-with-${overlay}`)) ??
    true);
