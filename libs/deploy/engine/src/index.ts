export { findEngine, type EngineOutcome, type FindEngineOptions } from './find-engine.ts';
