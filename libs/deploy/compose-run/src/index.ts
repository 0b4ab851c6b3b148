export { bringUp, type BringUpOptions } from './bring-up.ts';
export { systemClock, type Clock } from './clock.ts';
export { isRunning, isServing, type Container } from './container.ts';
export { createEngine, type Engine } from './engine.ts';
export { forwardPorts, type ForwardPorts, type Forwards } from './forward-ports.ts';
export type { ComposeModel } from './model.ts';
export { ComposeError, createComposeProject, type ComposeProject } from './project.ts';
export { readSecret } from './read-secret.ts';
export type { UpdateDependencies, UpdateOutcome } from './update-service.ts';
