import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { modelDeclaration, parseYaml } from '@slipway/inference-declaration';

/** How thoroughly model files are looked at: a start only needs them there, since servers verify what they load. */
export type Depth = 'presence' | 'digests';

/** What is wrong with the models that a service declares, each as a line that names the fix. */
export function checkModels(root: string, { name, models }: ServiceDeclaration, depth: Depth): string[] {
  return models.flatMap((model) =>
    checkModel(root, `apps/${name}/models/${model}`, { service: name, model, depth }),
  );
}

function checkModel(
  root: string,
  folder: string,
  { service, model, depth }: { readonly service: string; readonly model: string; readonly depth: Depth },
): string[] {
  const file = `${folder}/model.yaml`;
  if (!existsSync(join(root, file)))
    return [
      `${service} declares model ${model}, but ${file} is missing: restore it, or remove it from service.yaml`,
    ];
  const declared = parseYaml(modelDeclaration, readFileSync(join(root, file), 'utf8'), file);
  if (!declared.ok) return [...declared.errors];
  if (declared.value.name !== model) return [`${file}: name: expected ${model}, got ${declared.value.name}`];
  return declared.value.versions.flatMap(({ version, files }) =>
    Object.entries(files).flatMap(([name, digest]) => {
      const path = `${folder}/${version}/${name}`;
      if (!existsSync(join(root, path)))
        return [`Model ${model} version ${version} has no ${path}: restore it from git or retrain the model`];
      if (depth === 'presence' || digestOf(join(root, path)) === digest) return [];
      return [`${path} is not what ${file} says: restore it from git, or record its new digest`];
    }),
  );
}

const digestOf = (file: string): string =>
  `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
