/**
 * Functions whose last bit is left to the engine, implemented here with the same bits everywhere. They use only + − × ÷
 * and √, which IEEE 754 defines to the last bit. Tests hold each function to the error bound in its comment.
 */
export { exp } from "./exp.ts";
export { expm1 } from "./expm1.ts";
export { log } from "./log.ts";
export { log1p } from "./log1p.ts";
export { tanh } from "./tanh.ts";
export { sin } from "./sin.ts";
export { cos } from "./cos.ts";
export { powInt } from "./pow-int.ts";

// Their building blocks.
export { exponentOf, powerOfTwo, scale } from "./scale.ts";
export { productError, sumError } from "./double-double.ts";
