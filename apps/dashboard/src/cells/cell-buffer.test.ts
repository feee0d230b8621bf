import { cellWidth } from "@epochal/view";
import { expect, test } from "vitest";
import { createCellBuffer, shorten } from "./cell-buffer.ts";

test("text is cut at the edges of the page and of an area", () => {
  const page = createCellBuffer(6, 2);
  page.put(-2, 0, "abcdefghij");
  page.put(0, 5, "nowhere");
  const area = page.area(1, 1, 3, 1);
  area.put(-1, 0, "12345");
  expect(page.lines("none")).toEqual(["cdefgh", " 234"]);
});

test("an area of an area cannot leave it", () => {
  const page = createCellBuffer(5, 1);
  page.area(1, 0, 3, 1).area(1, 0, 9, 9).put(0, 0, "xxxxxx");
  expect(page.lines("none")).toEqual(["  xx"]);
});

test("put returns the column after the text, visible or not", () => {
  const page = createCellBuffer(3, 1);
  expect(page.put(1, 0, "abcd")).toBe(5);
  expect(page.put(0, 0, "価格")).toBe(4);
});

test("wide characters take two cells and are never cut in half", () => {
  const page = createCellBuffer(4, 1);
  page.put(1, 0, "価格");
  expect(page.lines("none")).toEqual([" 価"]);
  page.put(2, 0, "x");
  expect(page.lines("none")).toEqual(["  x"]);
  expect(["abc", "価格", "🏠", "e\u0301", "●❚■✖▲", "━⠒█"].map(cellWidth)).toEqual([3, 4, 2, 1, 5, 3]);
});

test("control characters cannot reach the terminal", () => {
  const page = createCellBuffer(8, 1);
  page.put(0, 0, "a\x1b[2Jb\nc");
  expect(page.lines("none")).toEqual(["a [2Jb c"]);
  page.put(0, 0, "a\x9b2Jb\x7f\x85");
  expect(page.lines("none")).toEqual(["a 2Jb  c"]);
});

test("in ASCII similar characters are drawn, or a question mark", () => {
  const page = createCellBuffer(12, 1, { ascii: true });
  page.put(0, 0, "é → 1 – 2 価");
  expect(page.lines("none")).toEqual(["e > 1 - 2 ?"]);
});

test("escape sequences are written only where the style changes", () => {
  const page = createCellBuffer(6, 1);
  page.put(0, 0, "ab", "bold");
  page.put(2, 0, "cd");
  page.put(4, 0, "e", "blue");
  expect(page.lines("256")).toEqual(["\x1b[0;1mab\x1b[0mcd\x1b[0;38;5;75me\x1b[0m"]);
  expect(page.lines("none")).toEqual(["abcde"]);
});

test("a text that is too long ends in an ellipsis", () => {
  expect(shorten("learning", 8)).toBe("learning");
  expect(shorten("learning", 7)).toBe("learni…");
  expect(shorten("two words", 5)).toBe("two…");
  expect(shorten("価格.csv", 4)).toBe("価…");
  expect(shorten("learning", 1)).toBe("");
});
