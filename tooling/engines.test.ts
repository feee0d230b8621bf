import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { askNode, trainingsScript } from "./engines/ask.ts";
import { findOnPath } from "./engines/find.ts";
import golden from "./engines/golden.json" with { type: "json" };
import { hashes } from "./engines/trainings.ts";

/*
 * golden.json is what every engine says that was asked: by `npm run check:engines` Node 20, 22, 24 and 26 and Chromium 156,
 * and once QuickJS, which computes `Math.exp` and others in its own way. A change of what a training does changes it on
 * purpose; nothing else may.
 */

const script = await trainingsScript();

test("trainings end with the bits they end with in every engine", () => {
  expect(hashes()).toEqual(golden);
});

test("minified they end with the same bits, where there is nothing but the language", () => {
  expect(runInNewContext(`${script};({ ...bundle.hashes })`, {})).toEqual(golden);
});

// That of the tests, and whatever else is installed here.
test.each([...new Set([process.execPath, ...findOnPath("node")])])("%s trains to the same bits", async (path) => {
  const answer = await askNode(path, script);
  expect(answer.version).toMatch(/^Node \d+/);
  expect(answer.hashes).toEqual(golden);
});
