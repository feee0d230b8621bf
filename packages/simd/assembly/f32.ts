/** The module for numbers of 32 bits: what a program calls. */
import * as loss from "./loss";
import * as phases from "./phases";
import { Plan } from "./plan";
import * as products from "./products";
import * as program from "./program";
import * as updates from "./update";

export { useScratch } from "./scratch";

export function affine(
  z: usize,
  x: usize,
  W: usize,
  b: usize,
  r0: usize,
  r1: usize,
  inputs: usize,
  units: usize,
  scratch: usize,
): void {
  products.affine<f32>(z, x, W, b, r0, r1, inputs, units, scratch);
}

export function weightGradients(
  dW: usize,
  db: usize,
  x: usize,
  dz: usize,
  rows: usize,
  inputs: usize,
  units: usize,
  p0: usize,
  p1: usize,
  scratch: usize,
): void {
  products.weightGradients<f32>(dW, db, x, dz, rows, inputs, units, p0, p1, scratch);
}

export function inputGradients(
  dx: usize,
  dz: usize,
  W: usize,
  r0: usize,
  r1: usize,
  inputs: usize,
  units: usize,
  scratch: usize,
): void {
  products.inputGradients<f32>(dx, dz, W, r0, r1, inputs, units, scratch);
}

export function productScratch(rows: usize, inputs: usize, units: usize): usize {
  return products.productScratch<f32>(rows, inputs, units);
}

export function steps(plan: usize, first: usize, count: usize): usize {
  return program.steps<f32>(changetype<Plan>(plan), first, count);
}

export function epochs(plan: usize, count: usize): usize {
  return program.epochs<f32>(changetype<Plan>(plan), count);
}

/** What a member says of the first `rows` rows of x. */
export function forward(plan: usize, member: usize, x: usize, rows: usize): void {
  program.forward<f32>(changetype<Plan>(plan), member, x, 0, rows);
}

// What threads share of an update, and what one of them does in between; see `phases.ts`.

export function rowsPhase(plan: usize, member: usize, first: usize, rows: usize, total: f64, part: usize, parts: usize): void {
  phases.rowsPhase<f32>(changetype<Plan>(plan), member, first, rows, total, part, parts);
}

export function weightsPhase(plan: usize, member: usize, rows: usize, part: usize, parts: usize): void {
  phases.weightsPhase<f32>(changetype<Plan>(plan), member, rows, part, parts);
}

export function updatePhase(plan: usize, index: usize, part: usize, parts: usize): void {
  updates.change<f32>(changetype<Plan>(plan), index, part, parts);
}

/** The sum of the weights with which the member learns from the rows of a batch. */
export function weigh(plan: usize, member: usize, first: usize, rows: usize): f64 {
  return loss.weighRows(changetype<Plan>(plan), member, first, rows);
}

/** The sum of the rows' losses, each by its weight. */
export function sumLosses(plan: usize, rows: usize): f64 {
  return loss.sumLosses(changetype<Plan>(plan), 0, rows);
}

/** All that changes the gradients of all members, and the weights, before update number `index` of the call. */
export function restrain(plan: usize, index: usize): void {
  updates.penalize<f32>(changetype<Plan>(plan));
  updates.restrain<f32>(changetype<Plan>(plan), index);
}
