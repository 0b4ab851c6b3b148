export { environmentOf, urlVariable, type Placement } from './environment.ts';
export type { ImageFacts } from './image-facts.ts';
export { memorySettingsOf, stopSecondsOf } from './runtime.ts';
export { serviceDeclaration, type ServiceDeclaration } from './service.ts';
export { checkSystem, startOrder } from './system.ts';
