import { expect, test } from "vitest";
import { classImportanceLines, errorName, importanceLines } from "./importance.ts";

test("each column has a line, below a line that says what importance means", () => {
  const columns = [
    { column: "weight", growth: 3.21413, deviation: 0.3121 },
    { column: "a longer name", growth: -0.0123, deviation: 0.01 },
  ];
  expect(importanceLines({ part: "test", rows: 59, columns }, errorName(false, 1))).toEqual([
    "importance: growth of the RMSE when a column is shuffled",
    "weight         3.214 ± 0.312",
    "a longer name -0.012 ± 0.010",
  ]);
});

test("the columns beyond a limit are counted; the heading names the unit of several targets", () => {
  expect(errorName(true, 3)).toBe("log loss");
  const columns = Array.from({ length: 10 }, (_, i) => ({ column: `x${i}`, growth: 10 - i, deviation: 1 }));
  const lines = importanceLines({ part: "train", rows: 100, columns }, errorName(false, 2), 8);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toContain("RMSE in deviations");
  expect(lines.at(-1)).toBe("… and 2 less important columns");
  expect(importanceLines({ part: "train", rows: 100, columns }, "RMSE")).toHaveLength(11);
});

test("with three classes, each column has a figure for each class", () => {
  const columns = [{ column: "beak", growth: 1.5, deviation: 0.1, ofClasses: [1.2344, 0, -0.1] }];
  expect(classImportanceLines({ part: "test", rows: 9, columns }, ["Adelie", "Chinstrap", "Gentoo"])).toEqual([
    "importance for each class against the rest",
    "              Adelie  Chinstrap   Gentoo",
    "beak           1.234      0.000   -0.100",
  ]);
  const two = [{ column: "beak", growth: 1.5, deviation: 0.1 }];
  expect(classImportanceLines({ part: "test", rows: 9, columns: two }, ["no", "yes"])).toEqual([]);
});
