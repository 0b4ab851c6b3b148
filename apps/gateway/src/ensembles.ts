import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensembleDeclaration, parseYaml } from '@slipway/inference-declaration';
import { validateDefinition, type EnsembleDefinition } from '@slipway/inference-ensemble';
import { StartError } from '@slipway/service-lifecycle';

export interface Ensemble {
  readonly definition: EnsembleDefinition;
  /** SHA-256 of the declaration: what is served is what was reviewed. */
  readonly digest: string;
}

/** Reads every ensemble of a folder; what is wrong with one stops the start with a line that names the fix. */
export async function readEnsembles(
  folder: string,
  models: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Ensemble>> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(
      `The ensembles in ${folder} cannot be read (${error.code}): set SLIPWAY_ENSEMBLES_DIR`,
    );
  });
  const ensembles = new Map<string, Ensemble>();
  for (const file of files.filter((name) => name.endsWith('.yaml')).sort()) {
    const ensemble = await readEnsemble(join(folder, file), models);
    if (ensembles.has(ensemble.definition.name))
      throw new StartError(
        `${join(folder, file)}: there are two ensembles named ${ensemble.definition.name}`,
      );
    ensembles.set(ensemble.definition.name, ensemble);
  }
  return ensembles;
}

async function readEnsemble(file: string, models: ReadonlySet<string>): Promise<Ensemble> {
  const text = await readFile(file, 'utf8');
  const declared = parseYaml(ensembleDeclaration, text, file);
  if (!declared.ok) throw new StartError(declared.errors.join('\n'));
  const definition = declared.value;
  const errors = [
    ...validateDefinition(definition),
    ...(models.has(definition.name) ? [`a model is named ${definition.name} too: rename the ensemble`] : []),
    ...definition.members
      .filter(({ model }) => !models.has(model))
      .map(({ model }) => `member ${model} is served by none of the services that the gateway calls`),
  ];
  if (errors.length > 0) throw new StartError(errors.map((error) => `${file}: ${error}`).join('\n'));
  return { definition, digest: `sha256:${createHash('sha256').update(text).digest('hex')}` };
}
