export { readSystem, type SystemReading } from './read-system.ts';
