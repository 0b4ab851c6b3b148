import { tfjsRuntime } from '@slipway/inference-runtime-tfjs';
import { serveModels } from '@slipway/inference-server';

await serveModels({
  name: 'digits-tfjs',
  version: '0.1.0',
  models: new URL('../models', import.meta.url),
  runtimes: { tfjs: tfjsRuntime },
  env: process.env,
});
