import { execFile } from 'node:child_process';
import type { Manifest } from '@slipway/deploy-plan';
import { parseAllDocuments } from 'yaml';
import { ClusterError } from '../cluster-error.ts';

/** Renders a folder with a kustomization; the only call of that program. */
export type Render = (folder: string, signal?: AbortSignal) => Promise<readonly Manifest[]>;

const TIMEOUT_MILLIS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What can render, in the order in which it is tried. */
const PROGRAMS = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const;

export const createRender =
  (env: Readonly<Record<string, string | undefined>>): Render =>
  async (folder, signal) => {
    for (const [program, ...args] of PROGRAMS) {
      const text = await run(program, [...args, folder], { env, ...(signal && { signal }) });
      if (text !== undefined) return parseManifests(text, folder);
    }
    throw new ClusterError(
      'unavailable',
      'Neither kubectl nor kustomize is on the PATH, and one of them must render the overlay: install kubectl',
    );
  };

/** Standard output, or undefined where there is no such program. */
function run(
  program: string,
  args: readonly string[],
  {
    env,
    signal,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = {
      env,
      timeout: TIMEOUT_MILLIS,
      killSignal: 'SIGKILL' as const,
      maxBuffer: MAX_OUTPUT_BYTES,
      signal,
    };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT' || error.code === 'EACCES') return resolve(undefined);
      if (error.name === 'AbortError')
        return reject(new ClusterError('aborted', 'Stopped while rendering the overlay'));
      const said = stderr.trim().split('\n').slice(-3).join(' ');
      const why = error.killed ? `no end within ${TIMEOUT_MILLIS / 1000} s` : said || error.message;
      reject(new ClusterError('config', `${program} cannot render ${args.at(-1)}: ${why}`));
    });
  });
}

/** Every object in a stream of YAML documents. */
export function parseManifests(text: string, from: string): readonly Manifest[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined)
      throw new ClusterError('config', `${from} does not render to YAML: ${error.message}`);
    const value = document.toJS() as Partial<Manifest> | null;
    if (value === null) return [];
    if (
      typeof value.apiVersion === 'string' &&
      typeof value.kind === 'string' &&
      typeof value.metadata?.name === 'string'
    )
      return [value as Manifest];
    throw new ClusterError(
      'config',
      `${from} renders to something that is no object of Kubernetes: apiVersion, kind and metadata.name are needed`,
    );
  });
}
