import { createRandom } from "@epochal/core";
import { asyncApi } from "@epochal/protocol";
import { expect, test } from "vitest";
import { createCases } from "./cases.ts";
import { checkAccess } from "./check-access.ts";
import { alternatives, clientMessages } from "./hostile-values.ts";
import { floods } from "./floods.ts";
import { runFiles } from "./run-files.ts";
import { runFloods } from "./run-floods.ts";
import { runFuzz } from "./run-fuzz.ts";

test("invalid requests are rejected as PROTOCOL.md says", async () => {
  const checks = await checkAccess();
  expect(checks.length).toBeGreaterThan(15);
  expect(checks.map(({ what, got }) => `${what}: ${got}`)).toEqual(
    checks.map(({ what, expected }) => `${what}: ${expected}`),
  );
});

test("a server reacts to hostile frames as PROTOCOL.md says, and exits normally", async () => {
  const { problems, outcomes, exitCode } = await runFuzz({ seed: 1, frames: 3000, clients: 8, print: () => {} });
  expect(problems).toEqual([]);
  expect(exitCode).toBe(0);
  const closedWith = ["1002", "1007", "1009", "4000"];
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining([...closedWith, "open", "dropped"]));
});

test("a flooded server serves another client and its run, in bounded memory", async () => {
  const results = await runFloods(0.5);
  expect(results.map(({ name }) => name)).toEqual(["no flood", ...Object.keys(floods)]);
  expect(results.flatMap(({ problems }) => problems)).toEqual([]);
  for (const { pings, growth } of results) {
    expect(pings).toBeGreaterThan(0);
    expect(growth).toBeLessThan(300 * 2 ** 20);
  }
});

test("the command answers hostile files in one line, in bounded time and memory", async () => {
  // All built attacks, and one changed file of each kind.
  const { problems, runs } = await runFiles(26, 1);
  expect(problems).toEqual([]);
  expect(Object.keys(runs)).toEqual(expect.arrayContaining(["serve", "train", "predict"]));
});

test("a seed always gives the same cases, and these cover every field of every message", () => {
  const document = asyncApi();
  const cases = () => {
    const next = createCases(document, createRandom(3));
    return Array.from({ length: 6000 }, () => next().bytes.toString("latin1"));
  };
  const all = cases();
  expect(cases()).toEqual(all);
  const messages = Object.entries(clientMessages(document));
  expect(messages.length).toBeGreaterThanOrEqual(5);
  for (const [type, { properties }] of messages) {
    const ofType = all.filter((text) => text.includes(`"type":"${type}"`));
    for (const field of Object.keys(properties ?? {})) {
      expect(ofType.some((text) => text.includes(`"${field}":{"length":5}`)) || field === "type").toBe(true);
    }
  }
  expect(alternatives(document, "Command").length).toBeGreaterThanOrEqual(5);
});
