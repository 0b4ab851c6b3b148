import type { ModelReference } from '@slipway/inference-rest';
import { ModelLoadError, type Runtime, type RuntimeOptions } from '@slipway/inference-runtime';
import { listModels, readDeclaration } from './model-folder.ts';
import { loadVersion, type ServedModel } from './served-model.ts';

export type Runtimes = Readonly<Partial<Record<'onnx' | 'tfjs', Runtime>>>;

/** The models of one folder, all versions loaded and warmed up. */
export interface ModelRepository {
  names(): readonly string[];
  /** All versions of a model, ascending. */
  versions(name: string): readonly ServedModel[];
  /** The version asked for, or the highest. */
  find(reference: ModelReference): ServedModel | undefined;
  close(): Promise<void>;
}

/** Loads every declared version; one that cannot be served rejects the whole, with the reason. */
export async function openRepository(
  folder: string,
  runtimes: Runtimes,
  options: RuntimeOptions,
): Promise<ModelRepository> {
  const models = new Map<string, readonly ServedModel[]>();
  for (const name of await listModels(folder)) {
    const declaration = await readDeclaration(folder, name);
    const runtime = runtimes[declaration.runtime];
    if (runtime === undefined)
      throw new ModelLoadError(
        `${name} needs the runtime ${declaration.runtime}, which this service does not bring`,
      );
    const versions = [...declaration.versions].sort((a, b) => Number(a.version) - Number(b.version));
    const served: ServedModel[] = [];
    for (const version of versions)
      served.push(await loadVersion(folder, declaration, version, { runtime, options }));
    models.set(name, served);
  }
  const versions = (name: string) => models.get(name) ?? [];
  return {
    names: () => [...models.keys()],
    versions,
    find: ({ name, version }) =>
      version === undefined
        ? versions(name).at(-1)
        : versions(name).find((model) => model.version === version),
    close: async () => {
      for (const model of [...models.values()].flat()) await model.model.close();
    },
  };
}
