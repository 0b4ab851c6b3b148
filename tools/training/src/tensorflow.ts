import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

export type TensorflowBackend = 'wasm' | 'cpu';

/** Makes `backend` the one that computes from here on. */
export async function useBackend(backend: TensorflowBackend): Promise<void> {
  if (backend === 'wasm') {
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(dirname(main) + sep);
  }
  if (!(await setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here`);
  await ready();
}
