export { requireConfig } from './config.ts';
export { createReadiness, type Readiness } from './readiness.ts';
export { EXIT, runService, StartError, type RunningService } from './service.ts';
