import { expect, test } from "vitest";
import { decodeJob } from "../jobs/job-message.ts";
import { decodeEntry, headFromHeaders, headToHeader, type RunEntry, type RunHead } from "./run-state.ts";
import { decodeLease } from "./writers.ts";

const entry: RunEntry = { id: "a", log: "l", name: "n", epochs: 3, state: "running", started: 1, writer: "w" };
const head: RunHead = { log: "l", head: 4, epoch: 3, bytes: 90, status: "finished", reason: "completed", ended: 2 };
const readHead = (text: string) => headFromHeaders("a", { get: () => text });

test("what epochal writes is read again", () => {
  const whole = { ...entry, parent: "b", resumes: "b", ended: 2, order: 7, data: "hash", training: "{}" };
  for (const each of [entry, whole]) expect(decodeEntry("a", JSON.stringify(each))).toEqual(each);
  const [, text] = headToHeader({ ...head, snapshot: 0, objects: 1, commands: 2, summary: { seed: 1 } });
  expect(readHead(text)).toEqual({ ...head, snapshot: 0, objects: 1, commands: 2, summary: { seed: 1 } });
  const lease = { host: "h", process: 12, jobs: 2, runs: 0 };
  expect(decodeLease("w", JSON.stringify(lease))).toEqual(lease);
});

test.each([
  "{",
  "null",
  "5",
  ...[
    { id: "other" },
    { name: 5 },
    { name: "n".repeat(1001) },
    { log: "a:b\n" },
    { log: null },
    { state: "constructor" },
    { epochs: "x" },
    { started: "now" },
    { parent: 5 },
    { writer: {} },
    { writer: "*" },
    { order: 1e308 },
    { training: {} },
  ].map((other) => JSON.stringify({ ...entry, ...other })),
])("the entry %j is refused", (text) => {
  expect(() => decodeEntry("a", text)).toThrow('"a": an entry that is no run: another program has written it');
});

test.each([
  "",
  "{",
  "null",
  ...[
    { head: -1 },
    { head: 2 ** 53 },
    { epoch: "x" },
    { bytes: {} },
    { status: "constructor" },
    { snapshot: "1" },
    { snapshot: -1 },
    { objects: -1 },
    { commands: -1 },
  ].map((other) => JSON.stringify({ ...head, ...other })),
])("the state %j of a run is refused", (text) => {
  expect(() => readHead(text)).toThrow('"a": a message without the state of its run: another program has written it');
});

test("a summary of another form is left out of the state of a run", () => {
  expect(readHead(JSON.stringify({ ...head, summary: { best: 5, targets: [1], seed: 3 } }))).toMatchObject({
    summary: { seed: 3 },
  });
});

test.each(["{", "null", "5", '{"host":5}', '{"host":"h","process":{}}', '{"host":"h","process":1,"jobs":"x"}'])(
  "the lease %j is refused",
  (text) => {
    expect(() => decodeLease("w", text)).toThrow('"w": a lease that is none: another program has written it');
  },
);

test.each(["", "a\0", "\ud800", "x".repeat(201)])("a job for the run %j is none", (run) => {
  const data = new TextEncoder().encode(JSON.stringify({ version: 1, run }));
  expect(() => decodeJob(data)).toThrow("a message that is no job: another program has written it");
});
