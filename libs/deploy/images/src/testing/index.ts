export { findPlatform, findPrograms } from './find-tools.ts';
