export { tfjsRuntime } from './tfjs-runtime.ts';
