import type { CnnRecipeName, MlpRecipeName } from './recipes.ts';

/** What no measurement tells: the hand-written part of each model card. */
export interface ModelFacts {
  readonly name: 'digits-cnn' | 'digits-mlp';
  readonly summary: string;
  readonly contract: string;
  readonly architecture: string;
  readonly training: string;
  readonly command: string;
  /** The candidates for this member in a few words. */
  readonly recipes: Readonly<Record<string, string>>;
}

export const cnnRecipeWords: Readonly<Record<CnnRecipeName, string>> = {
  'one-pooling': 'one pooling',
  'two-poolings': 'two poolings',
};

export const mlpRecipeWords: Readonly<Record<MlpRecipeName, string>> = {
  'as-before': 'as before',
  stronger: 'stronger changes and dropout',
  kernel: 'kernel features',
};

const cnnLayers: Readonly<Record<CnnRecipeName, string>> = {
  'one-pooling':
    'Scaling by 1/16; convolution 3x3, 16 channels, padded; convolution 3x3, 16 channels; maximum of 2x2; convolution 2x2, 32 channels; dense to 10, softmax. ReLU between. 5,850 parameters.',
  'two-poolings':
    'Scaling by 1/16; convolution 3x3, 16 channels, padded; the same again; maximum of 2x2; convolution 3x3, 32 channels, padded; maximum of 2x2; dense to 10, softmax. ReLU between. 8,410 parameters.',
};

const layersOfDescent =
  'Dense 64 to 256, dense to 128, dense to 10, softmax. ReLU between. 50,826 parameters. The scaling by 1/16 is folded into the first layer, exactly.';

const fitByDescent = (changes: string) =>
  `60 epochs of batches of 32; Adam, rate 0.003 falling to 0 by a cosine; cross entropy; ${changes}. The number of epochs is fixed: nothing stops early by a score. WASM backend, seed 1 for weights, order, changes and dropout.`;

const mlpWords: Readonly<Record<MlpRecipeName, Pick<ModelFacts, 'architecture' | 'training'>>> = {
  'as-before': {
    architecture: layersOfDescent,
    training: fitByDescent(
      'dropout 0.15 of the pixels, 0.3 and 0.2 of the hidden layers; each epoch changes every scan at random: shift to 0.3 pixel, turn to 10 degrees, scale to 10 %, shear to 0.1',
    ),
  },
  stronger: {
    architecture: layersOfDescent,
    training: fitByDescent(
      'dropout 0.2 of the pixels, 0.4 and 0.3 of the hidden layers; each epoch changes every scan at random: shift to 0.45 pixel, turn to 15 degrees, scale to 15 %, shear to 0.15',
    ),
  },
  kernel: {
    architecture:
      'Scaling by 1/16 and centring at the mean scan; dense to one unit for each of the 1,078 rows trained on, softplus(-0.25 d²) with d the distance to that row: almost a Gaussian kernel; dense to 10, softmax of the scores times 4. Standard layers only. The first two are fixed by the data, the last one is fitted.',
    training:
      'Kernel ridge regression on targets of -1 and 1, ridge 0.1, solved by 200 steps of conjugate gradients in TensorFlow.js (WASM backend). Nothing is random, and the scans are not changed.',
  },
};

export function cnnFacts(recipe: CnnRecipeName): ModelFacts {
  return {
    name: 'digits-cnn',
    summary:
      'A small convolutional net, trained with TensorFlow (Keras), exported to ONNX, run by ONNX Runtime.',
    contract:
      'Input `image`, FP32 `[-1, 8, 8, 1]`, raw intensities of 0 (white) to 16 (black). Output `probabilities`, FP32 `[-1, 10]`.',
    architecture: `${cnnLayers[recipe]} ONNX operator set 17.`,
    training:
      '40 epochs of batches of 32; Adam, rate 0.003 falling to 0 by a cosine; cross entropy; dropout 0.3 before the last layer; each epoch changes every scan at random: shift to 0.5 pixel, turn to 8 degrees, scale to 8 %. The number of epochs is fixed: nothing stops early by a score. One thread, deterministic kernels, seed 1.',
    command: 'cnn',
    recipes: cnnRecipeWords,
  };
}

export function mlpFacts(recipe: MlpRecipeName): ModelFacts {
  return {
    name: 'digits-mlp',
    summary: 'A perceptron of two layers, trained and run by TensorFlow.js.',
    contract:
      'Input `pixels`, FP32 `[-1, 64]`, raw intensities of 0 (white) to 16 (black), row by row from the top left. Output `scores`, FP32 `[-1, 10]`.',
    architecture: `${mlpWords[recipe].architecture} The WASM and the CPU backend agree within 1e-5.`,
    training: mlpWords[recipe].training,
    command: 'mlp',
    recipes: mlpRecipeWords,
  };
}
