import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * What every engine says that was tried: Node 20, 22, 24 and 26, Chromium 156 and QuickJS, of which the last computes
 * `Math.exp` and others in its own way. A change of what a training does changes these on purpose; nothing else may.
 */
const golden = {
  "tanh, Adam, full batch": "1835640dc7cabedb",
  "sigmoid, Adam, mini-batches": "00f5407e5331769e",
  "softplus, Adam, mini-batches, dropout": "705b20b611507d7a",
  "relu, momentum, scaled": "4f74513730b90eae",
};

test("trainings end with the bits they end with in every engine", () => {
  const script = join(import.meta.dirname, "engines/hashes.mjs");
  expect(JSON.parse(execFileSync(process.execPath, ["--no-warnings", script], { encoding: "utf8" }))).toEqual(golden);
});
