import { expect, test } from "vitest";
import { drawAll } from "./draw-all.ts";
import { compareWithGolden } from "./golden.ts";

test("the dashboard's frames of recorded runs equal the golden files; for intended changes run npm run frames -- --write", () => {
  expect(compareWithGolden(drawAll())).toEqual([]);
});
