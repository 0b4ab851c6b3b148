export { accessRules, type Guard } from './access.ts';
export { oipRoutes } from './routes.ts';
export {
  unknownModel,
  type InferContext,
  type InferenceService,
  type ModelMetadata,
  type ModelReference,
} from './service.ts';
