import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@slipway/service-lifecycle';
import { createSecret } from './secret.ts';

/** The secrets of the declared clients, one file each, as launchers and platforms mount them. */
export interface SecretFiles {
  /** The secret in the client's file, which is made where it is missing. */
  readOrCreate(clientId: string): Promise<string>;
  /** Replaces the file in one step; false where the folder cannot be written to, as with a mounted secret. */
  replace(clientId: string, secret: string): Promise<boolean>;
}

const MIN_LENGTH = 16;

export function createSecretFiles(folder: string): SecretFiles {
  const pathOf = (clientId: string) => join(folder, clientId);

  async function read(path: string): Promise<string> {
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret.length >= MIN_LENGTH) return secret;
    throw new StartError(
      `${path} holds no secret: put at least ${MIN_LENGTH} characters in it, or delete it`,
    );
  }

  async function create(path: string): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, createSecret(), { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error; // somebody was faster: theirs is the secret
    });
    return read(path);
  }

  return {
    async readOrCreate(clientId) {
      const path = pathOf(clientId);
      try {
        return await read(path).catch((error: unknown) => {
          if (codeOf(error) !== 'ENOENT') throw error;
          return create(path);
        });
      } catch (error) {
        if (error instanceof StartError) throw error;
        throw new StartError(
          `Cannot read the secret ${path} (${codeOf(error)}): make it readable, or set SLIPWAY_SECRETS_DIR`,
        );
      }
    },
    async replace(clientId, secret) {
      const temporary = `${pathOf(clientId)}.${randomUUID()}.tmp`;
      try {
        await writeFile(temporary, secret, { mode: 0o600, flag: 'wx' });
        await rename(temporary, pathOf(clientId));
        return true;
      } catch {
        return false;
      }
    },
  };
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
