export {
  ModelLoadError,
  type LoadedModel,
  type ModelArtifact,
  type Runtime,
  type RuntimeOptions,
} from './runtime.ts';
