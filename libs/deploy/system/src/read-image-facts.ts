import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageFacts, ServiceDeclaration } from '@slipway/deploy-declaration';
import { modelDeclaration, parseYaml } from '@slipway/inference-declaration';

/** The facts, or every mistake in the declarations of models as a line that names the fix. */
export type ImageFactsReading =
  | { readonly ok: true; readonly facts: ImageFacts }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads what the labels of a service's image say from its `package.json` and the `model.yaml` of each model. */
export function readImageFacts(root: string, { name, models }: ServiceDeclaration): ImageFactsReading {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const { version } = JSON.parse(read(`apps/${name}/package.json`)) as { readonly version: string };
  const entries: string[] = [];
  for (const model of models) {
    const file = `apps/${name}/models/${model}/model.yaml`;
    if (!existsSync(join(root, file)))
      return { ok: false, errors: [`${name} declares model ${model}, but ${file} is missing`] };
    const declared = parseYaml(modelDeclaration, read(file), file);
    if (!declared.ok) return declared;
    entries.push(...declared.value.versions.map((one) => `${model}@${one.version}=${one.digest}`));
  }
  return { ok: true, facts: { version, models: entries.join(' ') } };
}
