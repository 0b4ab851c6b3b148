import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../root.ts';
import { must } from '../run.ts';
import { jsonSchemas, SCHEMA_LOCATION, type OpenApi } from './json-schema.ts';

interface OpenApiIndex {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

/** What kubeconform needs to be told where the schemas of these versions of APIs are; kept in dist/ by their hashes. */
export async function fetchSchemas(apiVersions: readonly string[]): Promise<string> {
  const index = JSON.parse(await get('/openapi/v3')) as OpenApiIndex;
  const urls = apiVersions
    .map((version) => index.paths[version.includes('/') ? `apis/${version}` : `api/${version}`])
    .flatMap((path) => path?.serverRelativeURL ?? []);
  const own = readFileSync(join(import.meta.dirname, 'json-schema.ts'), 'utf8');
  const state = createHash('sha256')
    .update([own, ...urls].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const folder = join(root, 'dist/kubernetes/schemas', state);
  if (!existsSync(folder)) await write(urls, folder);
  return join(folder, SCHEMA_LOCATION);
}

async function write(urls: readonly string[], folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const copy = mkdtempSync(`${folder}.`);
  try {
    for (const url of urls)
      for (const [file, schema] of jsonSchemas(JSON.parse(await get(url)) as OpenApi))
        writeFileSync(join(copy, file), JSON.stringify(schema));
    if (!existsSync(folder)) renameSync(copy, folder);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const get = (path: string): Promise<string> => must('kubectl', ['get', '--raw', path]);
