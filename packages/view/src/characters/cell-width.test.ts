import { expect, test } from "vitest";
import { cellWidth, padCellsEnd, padCellsStart } from "./cell-width.ts";

test("text is padded by the cells it takes: wide characters are two, marks none", () => {
  const names = ["abc", "価格", "🏠", "e\u0301"];
  expect(names.map(cellWidth)).toEqual([3, 4, 2, 1]);
  expect(names.map((name) => padCellsEnd(name, 5))).toEqual(["abc  ", "価格 ", "🏠   ", "e\u0301    "]);
  expect(names.map((name) => padCellsStart(name, 3))).toEqual(["abc", "価格", " 🏠", "  e\u0301"]);
});
