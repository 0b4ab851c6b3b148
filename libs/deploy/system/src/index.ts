export { readImageFacts, type ImageFactsReading } from './read-image-facts.ts';
export { readSystem, type SystemReading } from './read-system.ts';
