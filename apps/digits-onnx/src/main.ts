import { onnxRuntime } from '@slipway/inference-runtime-onnx';
import { serveModels } from '@slipway/inference-server';

await serveModels({
  name: 'digits-onnx',
  version: '0.1.0',
  models: new URL('../models', import.meta.url),
  runtimes: { onnx: onnxRuntime },
  env: process.env,
});
