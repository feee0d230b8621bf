import type { Vector } from "../vector.ts";
import type { InitializerName } from "../initializers/index.ts";

/**
 * A function applied to each number of a layer, as two loops over whole vectors: a function call per number would cost
 * several times the work itself.
 */
export interface Activation {
  /** a = f(z), element by element. All vectors have the same length. */
  forward(a: Vector, z: Vector): void;
  /**
   * dz = da ⊙ f′(z). `a` is the output of `forward` for `z`, since some derivatives are cheaper in terms of it. `dz` and
   * `da` may be the same vector.
   */
  backward(dz: Vector, da: Vector, z: Vector, a: Vector): void;
  /** Default initializer for the weights of a layer with this activation. Default `xavierNormal`. */
  readonly initializer?: InitializerName;
}
