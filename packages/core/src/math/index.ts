/**
 * Functions whose last bit is left to the engine, implemented here with the same bits everywhere. They use only + − × ÷
 * and √, which IEEE 754 defines to the last bit. Tests hold each function to the error bound in its comment.
 */
export { exp } from "./exp.ts";
export { expm1 } from "./expm1.ts";
export { log, log1p } from "./log.ts";
export { tanh } from "./tanh.ts";
export { cos, sin } from "./sin-cos.ts";
export { powInt } from "./pow-int.ts";

// Their building blocks.
export { exponentOf, powerOfTwo, scale } from "./scale.ts";
export { productError, sumError } from "./double-double.ts";
