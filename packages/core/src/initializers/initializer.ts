import type { Vector } from "../vector.ts";
import type { Random } from "../random.ts";

/** Fills `weights`, `[inputs, units]` row-major, with initial values. Biases start at 0. */
export type Initializer = (weights: Vector, inputs: number, units: number, random: Random) => void;
