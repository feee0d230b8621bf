import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createOutputGate } from "./output-gate.ts";

function createOutputs() {
  return { stdout: new PassThrough({ highWaterMark: 4 }), stderr: new PassThrough({ highWaterMark: 4 }) };
}

test("the gate waits, once for all, until both outputs have been read", async () => {
  const { stdout, stderr } = createOutputs();
  const gate = createOutputGate({ stdout, stderr });
  stdout.write("a");
  expect(gate()).toBeUndefined();
  stdout.write("abcdefgh");
  stderr.write("abcdefgh");
  const waits = Array.from({ length: 20 }, () => gate());
  expect(waits[0]).toBeInstanceOf(Promise);
  expect(new Set(waits).size).toBe(1);
  expect(stdout.listenerCount("error")).toBe(1);
  stdout.resume();
  stderr.resume();
  await waits[0];
  expect([gate(), stdout.listenerCount("error")]).toEqual([undefined, 0]);
});

test("an output that fails is not waited for", async () => {
  const { stdout, stderr } = createOutputs();
  const gate = createOutputGate({ stdout, stderr });
  stderr.write("abcdefgh");
  const wait = gate();
  stderr.on("error", () => {});
  stderr.destroy(new Error("closed"));
  await wait;
  expect(gate()).toBeUndefined();
});
