import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the services that the workspace declares: each is its folder's. */
export function declaredServices(root: string): readonly string[] {
  const apps = join(root, 'apps');
  if (!existsSync(apps)) return [];
  return readdirSync(apps).filter((name) => existsSync(join(apps, name, 'service.yaml')));
}
