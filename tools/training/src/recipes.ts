import type { Limits } from './augment.ts';

/** The candidates of `data/digits/protocol.md`, in its order. Those of model A are in `train_cnn.py`. */
export const cnnRecipes = ['one-pooling', 'two-poolings'] as const;

/** A perceptron trained by gradient descent. */
export interface DescentRecipe {
  /** Of the pixels, and of the outputs of the first and the second layer. */
  readonly dropoutRates: readonly number[];
  readonly limits: Limits;
}

/** A perceptron of kernel features and a layer fitted by least squares: `train-kernel-mlp.ts`. */
export interface KernelRecipe {
  /** Of the kernel, for distances on pixels of 0..1. */
  readonly gamma: number;
  readonly ridge: number;
  /** Factor on the fitted scores before softmax: an inverse temperature. */
  readonly sharpness: number;
}

export type MlpRecipe = DescentRecipe | KernelRecipe;

export const mlpRecipes = {
  'as-before': {
    dropoutRates: [0.15, 0.3, 0.2],
    limits: { pixels: 0.3, degrees: 10, scale: 0.1, shear: 0.1 },
  },
  stronger: {
    dropoutRates: [0.2, 0.4, 0.3],
    limits: { pixels: 0.45, degrees: 15, scale: 0.15, shear: 0.15 },
  },
  kernel: { gamma: 0.25, ridge: 0.1, sharpness: 4 },
} as const satisfies Record<string, MlpRecipe>;

export type CnnRecipeName = (typeof cnnRecipes)[number];
export type MlpRecipeName = keyof typeof mlpRecipes;

/** Which recipe each of the two members is trained by. */
export interface PairRecipe {
  readonly cnn: CnnRecipeName;
  readonly mlp: MlpRecipeName;
}

export const pairRecipes: readonly PairRecipe[] = cnnRecipes.flatMap((cnn) =>
  (Object.keys(mlpRecipes) as MlpRecipeName[]).map((mlp) => ({ cnn, mlp })),
);
