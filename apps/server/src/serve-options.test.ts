import { expect, test } from "vitest";
import { resolveOptions } from "./serve-options.ts";

test("only a log in a file can be read by other threads from its file", () => {
  const openLog = () => Promise.reject(new Error("not opened"));
  const given = [{ store: "runs.db" }, {}, { openLog }, { openLog, store: "runs.db" }];
  expect(given.map((options) => resolveOptions(options).logFile)).toEqual(["runs.db", undefined, undefined, undefined]);
});
