export {
  readConfig,
  setting,
  type ConfigOf,
  type ConfigResult,
  type Setting,
  type Settings,
} from './config.ts';
export { describeSettings } from './reference.ts';
export { decimal, httpUrl, integer, oneOf, optional, text } from './types.ts';
