import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, sep } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const require = createRequire(import.meta.url);

let started: Promise<string> | undefined;

/** Starts the fastest backend that is installed, once for the process, and answers its name. */
export function startBackend(threads: number): Promise<string> {
  started ??= startNative().then((native) => native ?? startWasm(threads));
  return started;
}

/** TensorFlow's own library through tfjs-node, where somebody has installed it. */
async function startNative(): Promise<string | undefined> {
  try {
    require.resolve('@tensorflow/tfjs-node');
  } catch {
    return undefined;
  }
  // tfjs-node 4.22 still calls what Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  try {
    require('@tensorflow/tfjs-node');
    await tf.setBackend('tensorflow');
    return 'native';
  } catch {
    // Installed, but its native library is missing or does not fit this Node: WASM gives the same answers.
    return undefined;
  }
}

async function startWasm(threads: number): Promise<string> {
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), sep));
  setThreadsCount(Math.min(threads, availableParallelism()));
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend of TensorFlow.js does not start');
  return 'wasm';
}
