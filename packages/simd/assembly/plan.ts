/**
 * A training as the assembly sees it: numbers and pointers from src/layout.ts, in the same order. Few of them change between
 * calls. They are in memory, not in the module, so that all threads of a training see the same.
 */
@unmanaged
export class Plan {
  // 64 bits each. Settings of optimizers, by core's names; each optimizer uses some of them.
  momentum: f64;
  alpha: f64;
  beta1: f64;
  beta2: f64;
  epsilon: f64;
  weightDecay: f64;
  l1: f64;
  l2: f64;
  clipValue: f64;
  clipNorm: f64;
  /** The loss of the best parameters so far. */
  lowestLoss: f64;

  // 32 bits each. The epoch of the last call that began with the best parameters, −1 for none.
  bestIndex: i32;
  /** Whether the last call of `epochs` ended with numbers that are not finite. */
  hasDiverged: u32;
  /** Training rows, and the most rows of a batch. */
  rows: usize;
  batchRows: usize;
  inputs: usize;
  outputs: usize;
  targets: usize;
  members: usize;
  loss: usize;
  optimizer: usize;
  parameterCount: usize;
  optimizerStateLength: usize;
  /** Bytes from a member's parameters to the next member's. */
  memberBytes: usize;
  /** The number of layers without the shortcut, and a pointer to the first `Layer`; the shortcut's is the last. */
  layerCount: usize;
  layers: usize;
  hasShortcut: usize;
  /** Predictions for a batch, `[rows, outputs]`. */
  predicted: usize;

  parameters: usize;
  gradients: usize;
  optimizerState: usize;
  bestParameters: usize;
  epochStart: usize;

  /** The training rows: x, y; and for each row a weight of 64 bits and two members that do not learn from it, 8 bits each; 0 if there are none. */
  x: usize;
  y: usize;
  weights: usize;
  folds: usize;
  /** Row numbers in the order of the epoch, 32 bits each; 0 if rows are not shuffled. */
  order: usize;
  /** The batch. x points into the training's x if rows are not shuffled; y is the training's if every batch is all rows. */
  batchX: usize;
  batchY: usize;
  /** For each row of the batch, 64 bits: its weight for the member, and its loss. */
  rowWeights: usize;
  rowLosses: usize;

  /** Columns of 64-bit numbers, one for each update of the call. */
  learningRates: usize;
  corrections1: usize;
  corrections2: usize;
  losses: usize;
  lossWeights: usize;
  gradientNorms: usize;

  /** Tables of `exp` and `tanh`. */
  expTable: usize;
  tanhTable: usize;
}

/** A dense layer, with its vectors `[rows, units]`. `offset` is that of its weights in a member's parameters, in bytes. */
@unmanaged
export class Layer {
  inputs: usize;
  units: usize;
  activation: usize;
  offset: usize;
  /** z is a if this module computes the activation: none of its kernels needs both. */
  z: usize;
  a: usize;
  dz: usize;
}

export function layerAt(plan: Plan, index: usize): Layer {
  return changetype<Layer>(plan.layers + index * offsetof<Layer>());
}

/** Bytes of a layer's weights; its biases follow. */
export function weightBytes<T>(layer: Layer): usize {
  return layer.inputs * layer.units * sizeof<T>();
}
