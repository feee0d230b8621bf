import { expect, test } from "vitest";
import { readOpenFilesLimit, socketLimits } from "./open-files.ts";

test("the limit of this process is a number of files", () => {
  expect(readOpenFilesLimit()).toBeGreaterThan(20);
});

test.each([
  [Infinity, 1024, 128],
  [1_048_576, 1024, 128],
  [1024, 832, 128],
  [300, 199, 37],
  [20, 1, 2],
  [1, 1, 1],
])("with %d open files there are at most %d connections and %d other sockets", (files, connections, waitingSockets) => {
  expect(socketLimits(files)).toEqual({ connections, waitingSockets });
});
