import { expect, test } from "vitest";
import { wrap } from "./wrap.ts";

const text = "the loss jumps, try a third of it";

test("a text that fits is one line, a longer one is broken between words", () => {
  expect(wrap(text, 40, 3)).toEqual([text]);
  expect(wrap(text, 16, 3)).toEqual(["the loss jumps,", "try a third of", "it"]);
});

test("without room for more lines, the last one ends in an ellipsis", () => {
  expect(wrap(text, 16, 2)).toEqual(["the loss jumps,", "try a third of…"]);
  expect(wrap(text, 16, 1)).toEqual(["the loss jumps,…"]);
});

test("a word that is too long is cut, and nothing after it is lost", () => {
  expect(wrap("learningRateTooHigh is said", 10, 3)).toEqual(["learningR…", "is said"]);
});
