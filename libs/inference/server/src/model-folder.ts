import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  modelDeclaration,
  parseYaml,
  type ModelDeclaration,
  type ModelVersionDeclaration,
} from '@slipway/inference-declaration';
import { ModelLoadError } from '@slipway/inference-runtime';

/** Names of the models in a folder, one sub-folder each. */
export async function listModels(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ModelLoadError(
      `The folder of models ${folder} cannot be read (${error.code}): set SLIPWAY_MODELS_DIR`,
    );
  });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length === 0) throw new ModelLoadError(`${folder} holds no model: add <name>/model.yaml`);
  return names.sort();
}

export async function readDeclaration(folder: string, name: string): Promise<ModelDeclaration> {
  const file = join(folder, name, 'model.yaml');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ModelLoadError(`${file} cannot be read (${error.code}): add it, or remove the folder`);
  });
  const declared = parseYaml(modelDeclaration, text, file);
  if (!declared.ok) throw new ModelLoadError(declared.errors.join('; '));
  if (declared.value.name !== name)
    throw new ModelLoadError(`${file}: name: expected "${name}" as the folder, got "${declared.value.name}"`);
  return declared.value;
}

/** Compares each file with its digest, and all of them with the version's: what is served is what was declared. */
export async function verifyFiles(
  folder: string,
  { version, files, digest }: ModelVersionDeclaration,
): Promise<void> {
  const lines = await Promise.all(
    Object.keys(files)
      .sort()
      .map(async (file) => {
        const found = sha256(await readModelFile(join(folder, file)));
        if (`sha256:${found}` !== files[file])
          throw new ModelLoadError(
            `${join(folder, file)} is not the file that model.yaml declares (sha256:${found})`,
          );
        return `${found}  ${file}\n`;
      }),
  );
  if (`sha256:${sha256(lines.join(''))}` !== digest)
    throw new ModelLoadError(
      `The digest of version ${version} is sha256:${sha256(lines.join(''))}: correct model.yaml`,
    );
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

const readModelFile = (file: string): Promise<Uint8Array> =>
  readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new ModelLoadError(
      `${file} cannot be read (${error.code}): restore it, or remove it from model.yaml`,
    );
  });
