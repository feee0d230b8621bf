/**
 * What a training is, as the assembly sees it: numbers and pointers that come from src/layout.ts, field by field in this order,
 * of which few change from call to call. Nothing of it lives in the module, so all threads of a training see the same.
 */
@unmanaged
export class Plan {
  // Numbers of 64 bits. Settings of optimizers, by core's names; each optimizer has some of them.
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
  lowest: f64;

  /** Rows to learn from, and most of them in a batch. */
  rows: usize;
  batchRows: usize;
  inputs: usize;
  outputs: usize;
  targets: usize;
  members: usize;
  loss: usize;
  optimizer: usize;
  /** How many numbers. */
  parameterCount: usize;
  memoryCount: usize;
  /** Bytes from the parameters of a member to those of the next. */
  memberBytes: usize;
  /** Layers without the shortcut, and where the first of their descriptions is; that of a shortcut follows. */
  layerCount: usize;
  layers: usize;
  hasShortcut: usize;
  /** What the network says of a batch, `[rows, outputs]`. */
  predicted: usize;

  parameters: usize;
  gradients: usize;
  memory: usize;
  bestParameters: usize;
  epochStart: usize;
  /** The epoch of the last call that began with the best parameters, −1 for none; and whether the call ended with numbers that are not finite. */
  bestIndex: i32;
  isSpoiled: u32;

  /** Of the training's rows: x, y; for each a weight of 64 bits and the fold, a byte, each 0 where there are none. */
  x: usize;
  y: usize;
  weights: usize;
  folds: usize;
  /** Numbers of the rows, 32 bits each; 0 where they are not shuffled. */
  order: usize;
  /** Of the batch: y, which is that of the training where every batch is all rows; and x, which lies in it where rows are not shuffled. */
  batchX: usize;
  batchY: usize;
  /** For each row of the batch, 64 bits: its weight for the member, and its loss. */
  rowWeights: usize;
  rowLosses: usize;

  /** A column each, 64 bits, of the call's updates. */
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

/** A dense layer: its vectors `[rows, units]`, and where its weights are behind the beginning of a member's parameters, in bytes. */
@unmanaged
export class Layer {
  inputs: usize;
  units: usize;
  activation: usize;
  offset: usize;
  /** z is a where the activation is one that this module computes: none of them needs both. */
  z: usize;
  a: usize;
  dz: usize;
}

export function layerAt(plan: Plan, index: usize): Layer {
  return changetype<Layer>(plan.layers + index * offsetof<Layer>());
}

/** The weights of a layer take so many bytes; its biases follow. */
export function weightBytes<T>(layer: Layer): usize {
  return layer.inputs * layer.units * sizeof<T>();
}
