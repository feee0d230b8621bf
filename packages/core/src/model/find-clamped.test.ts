import { expect, test } from "vitest";
import { drawnModel } from "../../test/models.ts";
import { findClamped } from "./find-clamped.ts";

// Limits: area 50 … 190, both of the city 0 … 1, price 450 … 640, rent −4 … −2.
const model = drawnModel({ activation: "tanh", limits: true });

test("every input outside its limits is found, with the limit that replaces it", () => {
  const x = Float64Array.of(50, 0, 1, 250, 1, 0, 190, 0, 2, 49, 0, 1);
  const inside = new Float64Array(8).map((_, k) => (k % 2 === 0 ? 500 : -3));
  expect(findClamped(model, x, inside)).toEqual([
    { row: 1, part: "input", index: 0, value: 250, limit: 190 },
    { row: 2, part: "input", index: 2, value: 2, limit: 1 },
    { row: 3, part: "input", index: 0, value: 49, limit: 50 },
  ]);
});

test("every prediction at a limit is found", () => {
  const x = Float64Array.of(100, 0, 1, 100, 0, 1);
  expect(findClamped(model, x, Float64Array.of(640, -3, 500, -4))).toEqual([
    { row: 0, part: "target", index: 0, value: 640, limit: 640 },
    { row: 1, part: "target", index: 1, value: -4, limit: -4 },
  ]);
});

test("a clamped input is predicted like its limit, and a model without limits clamps nothing", () => {
  expect(model.predictAll([[1e6, 0, 1]])).toEqual(model.predictAll([[190, 0, 1]]));
  expect(findClamped(drawnModel({ activation: "tanh" }), Float64Array.of(1e6, 0, 1))).toEqual([]);
});
