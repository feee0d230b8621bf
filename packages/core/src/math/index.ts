/**
 * Functions whose last bit engines may choose, chosen here once: the same bits everywhere. They are made of + − × ÷ and
 * √ alone, which IEEE 754 defines to the last bit. How near they come to the exact value is measured: a test holds each
 * to the error that its comment claims.
 */
export { exp } from "./exp.ts";
export { expm1 } from "./expm1.ts";
export { log } from "./log.ts";
export { log1p } from "./log1p.ts";
export { tanh } from "./tanh.ts";
export { sin } from "./sin.ts";
export { cos } from "./cos.ts";
export { powInt } from "./pow-int.ts";

// What they are made with.
export { exponentOf, powerOfTwo, scale } from "./scale.ts";
export { productError, sumError } from "./double-double.ts";
