/** JavaScript functions, for the activations and losses that have no kernel here. */

/** a = f(z) for elements `from` … `to` − 1 of a layer's vectors. */
// @external("env", "activate")
export declare function activate(layer: usize, from: usize, to: usize): void;

/** dz = da ⊙ f′(z) for the same elements. */
// @external("env", "activateBackward")
export declare function activateBackward(layer: usize, from: usize, to: usize): void;

/** The losses of rows r0 … r1 − 1 of the batch, and their derivatives with respect to the predictions into the last layer's dz. */
// @external("env", "measure")
export declare function measure(r0: usize, r1: usize): void;

/** The natural logarithm. */
// @external("env", "log")
export declare function log(x: f64): f64;
