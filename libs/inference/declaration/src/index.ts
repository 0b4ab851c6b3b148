export { ensembleDeclaration, type EnsembleDeclaration } from './ensemble.ts';
export { modelDeclaration, type ModelDeclaration, type ModelVersionDeclaration } from './model.ts';
export { modelName, modelVersion } from './tensor.ts';
export { parseYaml, type Declared } from './yaml.ts';
