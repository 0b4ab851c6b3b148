import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '../stack/stack.ts';
import { CLIENT_ID } from '../workspace.ts';

/** Keeps a new secret where `slipway token --client` finds it; `answer` is that of the token service. */
export function keepSecret({ secretsDir }: Pick<Stack, 'secretsDir'>, client: string, answer: unknown): void {
  const { secret } = answer as { readonly secret?: unknown };
  if (typeof secret !== 'string' || !CLIENT_ID.test(client)) return;
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 });
  const temporary = join(secretsDir, `.${client}.${process.pid}`);
  writeFileSync(temporary, secret, { mode: 0o600 });
  renameSync(temporary, join(secretsDir, client));
}
