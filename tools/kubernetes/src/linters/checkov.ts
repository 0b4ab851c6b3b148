import { basename } from 'node:path';
import type { Build } from '../manifests/build-all.ts';
import { run } from '../run.ts';
import { linterPath } from '../tools.ts';
import type { Finding } from './exceptions.ts';

interface Report {
  readonly results: { readonly failed_checks: readonly FailedCheck[] };
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
}

interface FailedCheck {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  /** Kind, namespace and name, with dots between. */
  readonly resource: string;
}

export interface CheckovReading {
  readonly findings: readonly Finding[];
  readonly objects: number;
}

/** What checkov finds; it judges objects one by one, and starts slowly, so it gets all builds at once. */
export async function checkBuilds(builds: readonly Build[]): Promise<CheckovReading> {
  const files = builds.flatMap(({ file }) => ['--file', file]);
  // Nothing is fetched: neither policies nor the texts of guides.
  const args = ['--framework', 'kubernetes', '--skip-download', '--compact', '--quiet', '--output', 'json'];
  const { code, stdout, stderr } = await run(await linterPath('checkov'), [...args, ...files]);
  if (code > 1 || stdout === '') throw new Error(`checkov ended with ${code}: ${stderr}`);
  return readReport(stdout);
}

export function readReport(json: string): CheckovReading {
  const { results, summary } = JSON.parse(json) as Report;
  if (summary.parsing_errors > 0)
    throw new Error(`checkov cannot read ${summary.parsing_errors} of the files`);
  const findings = results.failed_checks.map(
    ({ check_id: check, check_name: message, file_path: file, resource }) => {
      const [kind = '', , ...name] = resource.split('.');
      return {
        tool: 'checkov',
        check,
        object: `${kind}/${name.join('.')}`,
        build: basename(file, '.yaml'),
        message,
      };
    },
  );
  return { findings, objects: summary.resource_count };
}
