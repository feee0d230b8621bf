import { expect, test } from "vitest";
import { drawAll } from "./draw-all.ts";
import { compareWithGolden } from "./golden.ts";

test("the dashboard's frames of recorded runs are as they should be; if they should change, `npm run frames -- --write`", () => {
  expect(compareWithGolden(drawAll())).toEqual([]);
});
