import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { findOnPath, runInNode, trainingsScript } from "./engines/run-engine.ts";
import golden from "./engines/golden.json" with { type: "json" };
import { hashes } from "./engines/trainings.ts";

/*
 * golden.json has the hashes of every engine checked: Node 20, 22, 24 and 26 and Chromium 156 by `npm run check:engines`, and
 * once QuickJS, which has its own `Math.exp` and others. Only an intended change of a training may change it.
 */

const script = await trainingsScript();

test("trainings end with the same bits as in every engine", () => {
  expect(hashes()).toEqual(golden);
});

test("minified trainings end with the same bits, with only the language", () => {
  expect(runInNewContext(`${script};({ ...bundle.hashes })`, {})).toEqual(golden);
});

// The Node of the tests, and every other one on the PATH.
test.each([...new Set([process.execPath, ...findOnPath("node")])])("%s trains to the same bits", async (path) => {
  const answer = await runInNode(path, script);
  expect(answer.version).toMatch(/^Node \d+/);
  expect(answer.hashes).toEqual(golden);
});
