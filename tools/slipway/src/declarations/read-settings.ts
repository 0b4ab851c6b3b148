import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Settings } from '@slipway/service-config';

/**
 * The settings table of a service: that of all model servers, or `<kind>Settings` of its `settings.ts`. Undefined where
 * it has none or that cannot be loaded: why, the service itself says when it starts. An app is what runs, and nothing
 * imports it; its table is loaded as a file when a run is planned, like `main.ts` when the service is started.
 */
export async function readSettings(
  root: string,
  { name, kind }: Pick<ServiceDeclaration, 'name' | 'kind'>,
): Promise<Settings | undefined> {
  const file = join(root, 'apps', name, 'src/settings.ts');
  try {
    if (kind === 'model') return (await import('@slipway/inference-server')).modelServerSettings;
    if (!existsSync(file)) return undefined;
    const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, Settings>>;
    return module[`${kind}Settings`];
  } catch {
    return undefined;
  }
}
