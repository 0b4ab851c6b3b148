export { accessRules, type Guard } from './access.ts';
export { describeConfig, describeTensors } from './describe.ts';
export { oipRoutes } from './routes.ts';
export {
  unknownModel,
  type InferenceService,
  type ModelMetadata,
  type ModelReference,
  type RequestScope,
} from './service.ts';
