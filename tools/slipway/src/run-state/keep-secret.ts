import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_ID, type Workspace } from '../workspace.ts';

/** Keeps a new secret where `slipway token --client` finds it; `answer` is that of the token service. */
export function keepSecret({ secretsDir }: Workspace, client: string, answer: unknown): void {
  const { secret } = answer as { readonly secret?: unknown };
  if (typeof secret !== 'string' || !CLIENT_ID.test(client)) return;
  const temporary = join(secretsDir, `.${client}.${process.pid}`);
  writeFileSync(temporary, secret, { mode: 0o600 });
  renameSync(temporary, join(secretsDir, client));
}
