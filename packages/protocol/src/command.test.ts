import type { Command } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { ProtocolError } from "./close-codes.ts";
import { decodeCommand } from "./command.ts";

test.each<Command>([
  { type: "pause" },
  { type: "resume" },
  { type: "step" },
  { type: "step", epochs: 3 },
  { type: "set", learningRate: 0.1, epochsPerSecond: 0 },
  { type: "stop" },
])("%o is a command", (command) => {
  expect(decodeCommand(JSON.parse(JSON.stringify(command)) as { type: string })).toEqual(command);
});

test.each([
  [{ type: "dance" }, 'expected type "pause", "resume", "step", "set", "stop", got "dance"'],
  [{ type: "toString" }, 'expected type "pause", "resume", "step", "set", "stop", got "toString"'],
  [{ type: "step", epochs: 0 }, "expected epochs of step to be a whole number ≥ 1, got 0"],
  [{ type: "set", learningRate: "much" }, 'expected learningRate of set to be a number, got "much"'],
])("%o is none, and the error says why", (command, message) => {
  expect(() => decodeCommand(command)).toThrow(new ProtocolError(`decodeCommand: ${message}`));
});
