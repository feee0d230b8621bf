import { createReport, dense, fit, split, type Dataset, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { saddle } from "./saddle.ts";
import { spiral } from "./spiral.ts";
import { twoMoons } from "./two-moons.ts";

const specOf = (hidden: number[]): TrainingSpec => ({
  network: { inputs: 2, layers: [...hidden.map((units) => dense(units, "tanh")), dense(1)] },
  loss: "binaryCrossEntropy",
  optimizer: { type: "adam", learningRate: 0.03 },
  epochs: 400,
  seed: 1,
});

function accuracyOf(data: Dataset, hidden: number[]): number {
  const { train, validation } = split(data, 0.7, { seed: 1, stratify: true });
  const model = fit(specOf(hidden), { train, columns: columnsOf("a", "b") });
  return createReport(model, { train, validation }).validation!.network.accuracy!;
}

const columnsOf = (...classes: string[]) => ({
  inputs: [
    { name: "x1", kind: "number" as const },
    { name: "x2", kind: "number" as const },
  ],
  targets: ["class"],
  classes,
});

describe("points of the plane", () => {
  test("without noise every point of a saddle has x₁² − x₂²", () => {
    const { x, y, rows } = saddle({ size: 100, noise: 0, seed: 3 });
    expect(rows).toBe(100);
    expect(Array.from(y)).toEqual(Array.from(y, (_, i) => x[2 * i]! ** 2 - x[2 * i + 1]! ** 2));
    expect(Math.max(...x.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  test("the arms of a spiral are each other's mirror image in the origin", () => {
    const { x, y } = spiral({ size: 100, noise: 0 });
    expect(y.subarray(0, 50).every((target) => target === 0) && y.subarray(50).every((target) => target === 1)).toBe(
      true,
    );
    for (let i = 0; i < 100; i++) expect(x[100 + i]).toBeCloseTo(-x[i]!, 14);
  });

  test("the moons are half circles of radius 1", () => {
    const { x } = twoMoons({ size: 40, noise: 0 });
    for (let i = 0; i < 20; i++) {
      expect(Math.hypot(x[2 * i]!, x[2 * i + 1]!)).toBeCloseTo(1, 12);
      expect(Math.hypot(x[40 + 2 * i]! - 1, x[41 + 2 * i]! - 0.5)).toBeCloseTo(1, 12);
    }
  });

  test("a network with hidden layers learns moons and spirals, a line does not", () => {
    expect(accuracyOf(twoMoons({ seed: 1 }), [8])).toBeGreaterThan(0.95);
    expect(accuracyOf(twoMoons({ seed: 1 }), [])).toBeLessThan(0.93);
    expect(accuracyOf(spiral({ seed: 1 }), [16, 16])).toBeGreaterThan(0.9);
    expect(accuracyOf(spiral({ seed: 1 }), [])).toBeLessThan(0.75);
  });

  test.each(Object.entries({ saddle, spiral, twoMoons }))(
    "%s draws the same points for the same seed only",
    (_, generate) => {
      expect(generate({ seed: 1 })).toEqual(generate({ seed: 1 }));
      expect(generate({ seed: 1 })).not.toEqual(generate({ seed: 2 }));
    },
  );

  test.each([
    [{ size: 1 }, "samplePlane: expected size to be an integer ≥ 2, got 1"],
    [{ noise: NaN }, "samplePlane: expected noise to be a number ≥ 0, got NaN"],
  ])("rejects %j", (options, message) => {
    for (const generate of [saddle, spiral, twoMoons]) expect(() => generate(options)).toThrow(new RangeError(message));
  });
});
