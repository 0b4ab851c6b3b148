export { findPlatform } from './find-tools.ts';
