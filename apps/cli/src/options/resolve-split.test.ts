import { parseCsv } from "@epochal/data";
import { expect, test } from "vitest";
import { resolveSplit } from "./resolve-split.ts";

const table = parseCsv("t,y\n1,2\n");

test.each([
  ["time:t", { type: "time", column: "t" }],
  ["group:a:b", { type: "group", column: "a:b" }],
])("%s names a column", async (how, split) => {
  expect(await resolveSplit(how, table, undefined)).toEqual({ table, split });
});

test.each([
  ["nope", "there is no file nope"],
  ["foo:", "there is no file foo:"],
  ["tme:t", "there is no file tme:t"],
  ["time:", "name a column after the colon"],
  ["group:", "name a column after the colon"],
])("%s is neither a split by a column nor a file", async (how, problem) => {
  await expect(resolveSplit(how, table, undefined)).rejects.toThrow(
    `--split ${how}: ${problem}; expected time:COLUMN, group:COLUMN or a file with rows to test on`,
  );
});
