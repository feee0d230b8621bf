import { expect, test } from "vitest";
import { classRun, lineRun, tableRun } from "../../test/story.ts";
import { describeLearning } from "./describe-learning.ts";

test("a formula, a column, several columns and classes are named, with the rows that are known", () => {
  const { started } = lineRun().state;
  const withColumns = (columns: object) =>
    describeLearning({ ...started!, data: { ...started!.data, columns: { inputs: [], targets: ["y"], ...columns } } });
  expect(withColumns({ formula: "y = 3x + 2" })).toEqual(["y = 3x + 2 from 100 points", "y = 3x + 2"]);
  expect(describeLearning(started!)[0]).toBe("y from x, 100 rows");
  expect(describeLearning(tableRun().state.started!)[0]).toBe("y from 6 columns, 300 rows");
  expect(describeLearning(classRun().state.started!)[0]).toBe("species (3 classes) from 2 columns, 150 rows");
  const weight = { name: "weight of the car as the factory weighed it", kind: "number" };
  expect(withColumns({ inputs: [weight], targets: ["mpg"] })[0]).toBe("mpg from weight of the car as th…, 100 rows");
});
