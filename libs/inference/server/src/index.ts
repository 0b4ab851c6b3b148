export { createModelServerApp, type ModelServerApp } from './app.ts';
export { executeInline, type Executor } from './executor.ts';
export { createModelService } from './model-service.ts';
export { openRepository, type ModelRepository, type Runtimes } from './repository.ts';
export { serveModels, type ModelServer } from './serve-models.ts';
export { modelServerSettings, type ModelServerConfig } from './settings.ts';
