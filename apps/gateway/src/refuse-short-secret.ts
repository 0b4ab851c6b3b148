import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@slipway/service-lifecycle';

/** What the token service asks of a client's secret, too. */
const MIN_LENGTH = 16;

export interface OwnSecret {
  readonly secretsDir?: string | undefined;
  readonly clientId: string;
}

/** A secret that is there but is none ends the start. One that is not there yet is waited for: others make it. */
export async function refuseShortSecret({ secretsDir, clientId }: OwnSecret): Promise<void> {
  if (secretsDir === undefined) return;
  const path = join(secretsDir, clientId);
  const secret = await readFile(path, 'utf8').catch(() => undefined);
  if (secret === undefined || secret.trim().length >= MIN_LENGTH) return;
  throw new StartError(`${path} holds no secret: put at least ${MIN_LENGTH} characters in it, or delete it`);
}
