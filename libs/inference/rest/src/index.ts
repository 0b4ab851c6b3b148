export { accessRules, type Guard } from './access.ts';
export { describeConfig, describeTensors } from './describe.ts';
export { oipRoutes } from './routes.ts';
export {
  unknownModel,
  type InferContext,
  type InferenceService,
  type ModelMetadata,
  type ModelReference,
} from './service.ts';
