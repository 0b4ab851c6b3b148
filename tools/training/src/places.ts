import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the committed data and models lie, and where scratch work goes. */
export const places = {
  data: join(root, 'data/digits'),
  cnn: join(root, 'apps/digits-onnx/models/digits-cnn'),
  mlp: join(root, 'apps/digits-tfjs/models/digits-mlp'),
  ensembleCard: join(root, 'apps/gateway/ensembles/digits.card.md'),
  python: join(root, 'tools/training/python'),
  venv: join(root, '.slipway/venv'),
  scratch: join(root, '.slipway/training'),
} as const;
