import { TestEnvironment } from 'jest-environment-node';

// A sandbox has typed arrays of its own, and native addons (onnxruntime-node, TensorFlow.js) reject what is not
// an instance of the process's. Handing these over makes a tensor in a test the same thing as in production.
const SHARED = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float32Array',
  'Float64Array',
];

export default class SharedTypedArraysEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of SHARED) this.global[name] = globalThis[name];
  }
}
