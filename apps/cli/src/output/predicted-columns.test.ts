import { createModel, dense, type Columns } from "@epochal/core";
import { expect, test } from "vitest";
import { predictedColumns } from "./predicted-columns.ts";

/** A model whose outputs are its inputs, with the errors of its held-out rows. */
function modelOf(targets: readonly string[], residuals: readonly (readonly number[])[], classes?: readonly string[]) {
  const count = classes?.length ?? targets.length;
  const none = { offset: Array.from({ length: count }, () => 0), scale: Array.from({ length: count }, () => 1) };
  const parameters = Float64Array.from({ length: count * count + count }, (_, k) =>
    k < count * count && k % (count + 1) === 0 ? 1 : 0,
  );
  const inputs = none.offset.map((_, i) => ({ name: `x${i}`, kind: "number" }) as const);
  const columns: Columns = { inputs, targets, ...(classes && { classes }) };
  const link = classes ? "softmax" : "identity";
  return createModel(
    { inputs: count, layers: [dense(count)] },
    parameters,
    { inputs: none, targets: none },
    {
      columns,
      residuals,
      link,
    },
  );
}

test("a target of numbers has its prediction, and bounds on request", () => {
  const model = modelOf(["a", "b"], [[1], [10]]);
  expect(predictedColumns(model, undefined).names).toEqual(["predicted_a", "predicted_b"]);
  const { names, cellsOf } = predictedColumns(model, 0.5);
  expect(names).toEqual(["predicted_a", "low_a", "high_a", "predicted_b", "low_b", "high_b"]);
  expect(cellsOf([5, 50])).toEqual(["5", "4", "6", "50", "40", "60"]);
});

test("classes have the most probable one, the probability of each, and the set that holds the level", () => {
  const model = modelOf(["kind"], [[0.1, 0.2, 0.75]], ["a", "b", "c"]);
  const { names, cellsOf } = predictedColumns(model, 0.75);
  expect(names).toEqual(["predicted_kind", "set_kind", "p_a", "p_b", "p_c"]);
  expect(cellsOf([0.2, 0.5, 0.3])).toEqual(["b", "b | c", "0.2", "0.5", "0.3"]);
  expect(predictedColumns(model, undefined).cellsOf([0.2, 0.5, 0.3])).toEqual(["b", "0.2", "0.5", "0.3"]);
});

test("a set without a bound holds all classes", () => {
  const { cellsOf } = predictedColumns(modelOf(["kind"], [[0.5]], ["a", "b", "c"]), 0.9);
  expect(cellsOf([0.2, 0.5, 0.3])[1]).toBe("b | c | a");
});
