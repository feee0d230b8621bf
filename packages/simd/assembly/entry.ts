/** What JavaScript calls. `scripts/generate.ts` compiles it for 64-bit numbers, and with `Real` replaced for 32-bit ones. */
import * as loss from "./loss";
import * as phases from "./phases";
import { Plan } from "./plan";
import * as products from "./products/layer-products";
import * as program from "./program";
import * as scale from "./scale";
import * as updates from "./update";

type Real = f64;

export { useScratch } from "./scratch";

export function affine(
  z: usize, x: usize, W: usize, b: usize, r0: usize, r1: usize, inputs: usize, units: usize, scratch: usize,
): void {
  products.affine<Real>(z, x, W, b, r0, r1, inputs, units, scratch, false);
}

export function weightGradients(
  dW: usize, db: usize, x: usize, dz: usize, rows: usize, inputs: usize, units: usize, p0: usize, p1: usize,
  scratch: usize,
): void {
  products.weightGradients<Real>(dW, db, x, dz, rows, inputs, units, p0, p1, scratch);
}

export function inputGradients(
  dx: usize, dz: usize, W: usize, r0: usize, r1: usize, inputs: usize, units: usize, scratch: usize,
): void {
  products.inputGradients<Real>(dx, dz, W, 0, r0, r1, inputs, units, scratch);
}

export function productScratch(rows: usize, inputs: usize, units: usize): usize {
  return products.productScratch<Real>(rows, inputs, units);
}

/** Scales `count` rows of the table to x; see `scale.ts`. */
export function scaleRows(x: usize, rows: usize, count: usize, columns: usize, scaler: usize): void {
  scale.scaleRows<Real>(x, rows, count, columns, scaler);
}

export function steps(plan: usize, first: usize, count: usize): usize {
  return program.steps<Real>(changetype<Plan>(plan), first, count);
}

export function epochs(plan: usize, count: usize): usize {
  return program.epochs<Real>(changetype<Plan>(plan), count);
}

/** The predictions of a member for the first `rows` rows of x. */
export function forward(plan: usize, member: usize, x: usize, rows: usize): void {
  program.forward<Real>(changetype<Plan>(plan), member, x, 0, rows);
}

// The parts of an update that threads share, and what one of them does in between; see `phases.ts`.

export function rowsPhase(plan: usize, member: usize, first: usize, rows: usize, total: f64, part: usize, parts: usize): void {
  phases.rowsPhase<Real>(changetype<Plan>(plan), member, first, rows, total, part, parts);
}

export function weightsPhase(plan: usize, member: usize, rows: usize, part: usize, parts: usize): void {
  phases.weightsPhase<Real>(changetype<Plan>(plan), member, rows, part, parts);
}

export function updatePhase(plan: usize, index: usize, part: usize, parts: usize): void {
  updates.applyOptimizer<Real>(changetype<Plan>(plan), index, part, parts);
}

/** Makes the rows of a batch contiguous, from row `first` of the epoch. */
export function gather(plan: usize, first: usize, rows: usize): void {
  program.gather<Real>(changetype<Plan>(plan), first, 0, rows);
}

/** The sum of a member's losses and all of its gradients, by one thread. */
export function memberPhase(plan: usize, member: usize, rows: usize, total: f64): f64 {
  return program.computeMember<Real>(changetype<Plan>(plan), member, rows, total);
}

/** Writes the weights of the batch's rows for a member, and returns their sum. */
export function weigh(plan: usize, member: usize, first: usize, rows: usize): f64 {
  return loss.weighRows(changetype<Plan>(plan), member, first, rows);
}

/** The weighted sum of the rows' losses. */
export function sumLosses(plan: usize, rows: usize): f64 {
  return loss.sumLosses(changetype<Plan>(plan), 0, rows);
}

/** Penalties and clipping before an update. */
export function regularize(plan: usize): void {
  updates.penalize<Real>(changetype<Plan>(plan));
  updates.clip<Real>(changetype<Plan>(plan));
}
