/** The module for numbers of 64 bits: what a program calls. */
import { Plan } from "./plan";
import * as products from "./products";
import * as program from "./program";

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
  products.affine<f64>(z, x, W, b, r0, r1, inputs, units, scratch);
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
  products.weightGradients<f64>(dW, db, x, dz, rows, inputs, units, p0, p1, scratch);
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
  products.inputGradients<f64>(dx, dz, W, r0, r1, inputs, units, scratch);
}

export function productScratch(rows: usize, inputs: usize, units: usize): usize {
  return products.productScratch<f64>(rows, inputs, units);
}

export function steps(plan: usize, first: usize, count: usize): usize {
  return program.steps<f64>(changetype<Plan>(plan), first, count);
}

export function epochs(plan: usize, count: usize): usize {
  return program.epochs<f64>(changetype<Plan>(plan), count);
}

/** What a member says of the first `rows` rows of x. */
export function forward(plan: usize, member: usize, x: usize, rows: usize): void {
  program.forward<f64>(changetype<Plan>(plan), member, x, 0, rows);
}
