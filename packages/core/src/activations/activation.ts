import type { Vector } from "../vector.ts";
import type { InitializerName } from "../initializers/index.ts";

/**
 * A function applied to each number of a layer, as two loops over whole vectors: a call for each number through a
 * table would cost several times the work itself.
 */
export interface Activation {
  /** a = f(z), element by element. All vectors have the same length. */
  forward(a: Vector, z: Vector): void;
  /** dz = da ⊙ f′(z). `a` is what `forward` made of `z`, for derivatives that are cheaper in terms of the output. `dz` and `da` may be the same vector. */
  backward(dz: Vector, da: Vector, z: Vector, a: Vector): void;
  /** How weights in front of this activation start unless the layer says otherwise. Default `xavierNormal`. */
  readonly initializer?: InitializerName;
}
