import type { Command } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { ProtocolError } from "../close-codes.ts";
import { decodeCommand } from "./command.ts";

test.each<Command>([
  { type: "pause" },
  { type: "resume" },
  { type: "step" },
  { type: "step", epochs: 3 },
  { type: "set", learningRate: 0.1, epochsPerSecond: 0 },
  { type: "set", momentum: 0.5, l2: 0.1, batchSize: 8 },
  { type: "checkpoint", name: "before" },
  { type: "undo" },
  { type: "rewind", epoch: 0 },
  { type: "rewind", checkpoint: "before" },
  { type: "branch" },
  { type: "branch", epoch: 3, run: "run-b", name: "slower" },
  { type: "stop" },
  { type: "stop", discard: true },
])("%o is a command", (command) => {
  expect(decodeCommand(JSON.parse(JSON.stringify(command)) as { type: string })).toEqual(command);
});

test.each([
  [
    { type: "dance" },
    'expected type "pause", "resume", "step", "set", "checkpoint", "undo", "rewind", "branch", "stop", got "dance"',
  ],
  [
    { type: "toString" },
    'expected type "pause", "resume", "step", "set", "checkpoint", "undo", "rewind", "branch", "stop", got "toString"',
  ],
  [{ type: "step", epochs: 0 }, "expected epochs of step to be a whole number ≥ 1, got 0"],
  [{ type: "set", learningRate: "much" }, 'expected learningRate of set to be a number, got "much"'],
  [{ type: "set", momentum: true }, "expected momentum of set to be a number, got true"],
  [{ type: "checkpoint" }, "expected name of checkpoint to be a string, got nothing"],
  [{ type: "rewind", epoch: -1 }, "expected epoch of rewind to be a whole number ≥ 0, got -1"],
  [
    { type: "checkpoint", name: "\ud800" },
    String.raw`expected name of checkpoint to be well-formed Unicode without U+0000, got "\ud800"`,
  ],
  [
    { type: "rewind", checkpoint: "a\udc00" },
    String.raw`expected checkpoint of rewind to be well-formed Unicode without U+0000, got "a\udc00"`,
  ],
  [
    { type: "branch", run: "\ud801" },
    String.raw`expected run of branch to be well-formed Unicode without U+0000, got "\ud801"`,
  ],
  [
    { type: "branch", name: "x".repeat(201) },
    `expected name of branch to be a string of 1 to 200 characters, got "${"x".repeat(30)}…"`,
  ],
  [
    { type: "set", ["x".repeat(60_000)]: 1 },
    `expected names of settings in set, such as learningRate, got "${"x".repeat(30)}…"`,
  ],
  [{ type: "set", "\ud800": 1 }, String.raw`expected names of settings in set, such as learningRate, got "\ud800"`],
  [
    { type: "set", ...Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`s${i}`, i])) },
    'expected names of settings in set, such as learningRate, got "s0"',
  ],
  [{ type: "stop", discard: 1 }, "expected discard of stop to be true or false, got 1"],
])("%o is rejected with a reason", (command, message) => {
  expect(() => decodeCommand(command)).toThrow(new ProtocolError(`decodeCommand: ${message}`));
});
