import { losses, schedules } from "@epochal/core";
import { expect, test } from "vitest";
import { choiceParser } from "./parse-choice.ts";

test("a name stands for an entry with its defaults, and settings follow a colon", () => {
  expect(choiceParser(losses)("logCosh")).toEqual({ type: "logCosh" });
  expect(choiceParser(losses)("huber:delta=2")).toEqual({ type: "huber", delta: 2 });
  expect(choiceParser(schedules)("step:epochs=50, factor=0.1")).toEqual({ type: "step", epochs: 50, factor: 0.1 });
});

test.each([
  ["hubr", "Allowed choices are meanSquaredError, meanAbsoluteError, huber,"],
  ["constructor", "Allowed choices are meanSquaredError,"],
  ["huber:epsilon=2", 'huber has delta, not "epsilon".'],
  ["logCosh:delta=2", 'logCosh has no settings, not "delta".'],
  ["huber:delta", "Give a number for delta, such as huber:delta=1."],
  ["huber:delta=x", "Give a number for delta, such as huber:delta=1."],
])("%s is rejected", (text, message) => {
  expect(() => choiceParser(losses)(text)).toThrow(message);
});
