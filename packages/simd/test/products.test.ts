/** The products over ranges, at sizes that do not fit a block: each sum adds its terms in order and rounds to the precision. */
import { describe, expect, test } from "vitest";
import { createRandom, type Vector } from "@epochal/core";
import { f32, f64 } from "../src/generated/wasm.ts";
import { createMemory, instantiate } from "../src/instance.ts";
import { f64Wide } from "../src/node/wide/generated/wasm.ts";
import { textToBytes } from "../src/wasm-text.ts";

/** Rows, inputs, units: tiles of every height and width, single and in rows; more than a block along each side. */
const sizes = [
  [1, 1, 1],
  [2, 3, 2],
  [7, 1, 5],
  [5, 6, 1],
  [10, 7, 9],
  [13, 14, 12],
  [100, 1, 10],
  [100, 10, 1],
  [9, 10, 300],
  [3, 300, 130],
  [530, 12, 9],
  [300, 270, 70],
] as const;

const variants = [
  { name: "f64", text: f64, Numbers: Float64Array, round: (value: number) => value },
  { name: "f64, wide", text: f64Wide, Numbers: Float64Array, round: (value: number) => value },
  { name: "f32", text: f32, Numbers: Float32Array, round: Math.fround },
];

describe.each(variants)("$name", ({ text, Numbers, round }) => {
  const memory = createMemory();
  memory.grow(100);
  const all = new Numbers(memory.buffer);
  const unused = () => {};
  const callbacks = { activate: unused, activateBackward: unused, measure: unused };
  const exports = instantiate(new WebAssembly.Module(textToBytes(text)), memory, callbacks);

  /** start + Σ term(0) … term(count − 1), rounding each product and each sum. */
  function sum(count: number, term: (index: number) => number, start = 0): number {
    let total = start;
    for (let index = 0; index < count; index++) total = round(total + round(term(index)));
    return total;
  }

  test.each(sizes)(
    "%d rows, %d inputs, %d units: ranges give the whole product, and nothing else is written",
    (...size) => {
      const [rows, inputs, units] = size;
      const random = createRandom(size);
      all.fill(7);
      let end = 16;
      /** A vector of numbers from −1 to 1, some of them 0, between other numbers. */
      function allocate(length: number): Vector {
        const vector = all.subarray(end, end + length);
        end += length + 96 / Numbers.BYTES_PER_ELEMENT;
        for (let i = 0; i < length; i++) vector[i] = random.rand() < 0.2 ? 0 : 2 * random.rand() - 1;
        return vector;
      }
      const [x, z, dx] = [rows * inputs, rows * units, rows * inputs].map(allocate);
      const [W, dW, b, db, dz] = [inputs * units, inputs * units, units, units, rows * units].map(allocate);
      const scratch = Math.ceil((end * Numbers.BYTES_PER_ELEMENT) / 16) * 16;
      const scratchEnd = scratch + exports.productScratch(...size);
      const before = all.slice();
      const outside = all.subarray(scratchEnd / Numbers.BYTES_PER_ELEMENT);
      expect(outside.length).toBeGreaterThan(1000);

      const at = ({ byteOffset }: Vector) => byteOffset;
      const row = Math.floor(rows / 3);
      const input = Math.ceil(inputs / 3);
      for (const [r0, r1] of [
        [0, row],
        [row, row],
        [row, rows],
      ]) {
        exports.affine(at(z), at(x), at(W), at(b), r0, r1, inputs, units, scratch);
        exports.inputGradients(at(dx), at(dz), at(W), r0, r1, inputs, units, scratch);
      }
      for (const [p0, p1] of [
        [0, input],
        [input, inputs],
      ]) {
        exports.weightGradients(at(dW), at(db), at(x), at(dz), rows, inputs, units, p0, p1, scratch);
      }

      const matrix = (height: number, width: number, element: (i: number, j: number) => number) =>
        new Numbers(height * width).map((_, k) => element(Math.floor(k / width), k % width));
      expect(z).toEqual(matrix(rows, units, (i, j) => sum(inputs, (p) => x[i * inputs + p] * W[p * units + j], b[j])));
      expect(dx).toEqual(matrix(rows, inputs, (i, p) => sum(units, (j) => dz[i * units + j] * W[p * units + j])));
      expect(dW).toEqual(matrix(inputs, units, (p, j) => sum(rows, (i) => x[i * inputs + p] * dz[i * units + j])));
      expect(db).toEqual(matrix(1, units, (_, j) => sum(rows, (i) => dz[i * units + j])));

      for (const result of [z, dx, dW, db])
        result.set(before.subarray(at(result) / Numbers.BYTES_PER_ELEMENT).subarray(0, result.length));
      expect(Buffer.compare(bytes(all.subarray(0, end)), bytes(before.subarray(0, end)))).toBe(0);
      expect(Buffer.compare(bytes(outside), bytes(before.subarray(before.length - outside.length)))).toBe(0);
    },
  );
});

function bytes({ buffer, byteOffset, byteLength }: Vector): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
