import { createSeries } from "@epochal/view";
import { expect, test } from "vitest";
import { asciiGlyphs, unicodeGlyphs } from "../cells/glyphs.ts";
import { bar, sparkLevels, sparkline } from "./sparkline.ts";

test("a bar grows by eighths of a cell", () => {
  expect([0, 1 / 32, 0.25, 0.5 + 1 / 16, 1].map((share) => bar(share, 4, unicodeGlyphs))).toEqual([
    "",
    "▏",
    "█",
    "██▎",
    "████",
  ]);
  expect(bar(0.5, 4, asciiGlyphs)).toBe("##");
});

test("a bar stays between empty and full", () => {
  expect([-1, NaN, Infinity].map((share) => bar(share, 3, unicodeGlyphs))).toEqual(["", "", ""]);
  expect(bar(7, 3, unicodeGlyphs)).toBe("███");
});

test("levels go from the lowest to the highest value; a value that is not finite is a cross", () => {
  expect(sparkLevels([0, 1, 2, 7, NaN], unicodeGlyphs).join("")).toBe("▁▂▃▇×");
  expect(sparkLevels([0, 9], asciiGlyphs).join("")).toBe("09");
  expect(sparkLevels([3, 3], unicodeGlyphs).join("")).toBe("▁▁");
});

test("a sparkline shows the largest value of each group, so that spikes stay", () => {
  const series = createSeries();
  for (let epoch = 0; epoch < 100; epoch++) series.push(epoch, epoch === 42 ? 8 : 1);
  expect(sparkline(series, 10, unicodeGlyphs)).toBe("▁▁▁▁▇▁▁▁▁▁");
});

test("a sparkline of a wide extent shows orders of magnitude", () => {
  const series = createSeries();
  [1e4, 1e3, 1e2, 1e1, 1].forEach((value, epoch) => series.push(epoch, value));
  expect(sparkline(series, 5, asciiGlyphs)).toBe("97520");
});

test("a sparkline without room or values is empty", () => {
  expect(sparkline(createSeries(), 5, unicodeGlyphs)).toBe("");
  const series = createSeries();
  series.push(1, 1);
  expect(sparkline(series, 0, unicodeGlyphs)).toBe("");
});
