import { createRandom } from "@epochal/core";
import { asyncApi } from "@epochal/protocol";
import { expect, test } from "vitest";
import { createCases } from "./cases.ts";
import { checkDoors } from "./doors.ts";
import { alternatives, clientMessages } from "./hostile-values.ts";
import { runFuzz } from "./run-fuzz.ts";

test("whoever may not come in, or asks for what is not there, is told what PROTOCOL.md says", async () => {
  const checks = await checkDoors();
  expect(checks.length).toBeGreaterThan(15);
  expect(checks.map(({ what, got }) => `${what}: ${got}`)).toEqual(
    checks.map(({ what, expected }) => `${what}: ${expected}`),
  );
});

test("a server that is told nonsense answers as it is written, and ends well", async () => {
  const { complaints, outcomes, exitCode } = await runFuzz({ seed: 1, frames: 3000, clients: 8, say: () => {} });
  expect(complaints).toEqual([]);
  expect(exitCode).toBe(0);
  const closedWith = ["1002", "1007", "1009", "4000"];
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining([...closedWith, "goesOn", "gone"]));
});

test("the same seed makes the same cases, and every message and its fields are among them", () => {
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
