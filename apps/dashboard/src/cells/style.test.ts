import { expect, test } from "vitest";
import { HEATS, RUN_STYLES, hues, paletteOf, type Background, type ColourDepth } from "./style.ts";

/** Relative luminance. WCAG 2.2. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** As people with no green receptors see it, roughly: red and green become one. Viénot et al., Color Res. Appl. 24 (1999). */
function withoutGreen([red = 0, green = 0, blue = 0]: readonly number[]): number[] {
  const yellow = 0.292 * red + 0.708 * green;
  return [yellow, yellow, blue];
}

test.each([
  ["dark", [0, 0, 0]],
  ["light", [255, 255, 255]],
] as const)("both hues are readable on a %s terminal, and differ without red and green", (background, page) => {
  const { blue, orange } = hues[background];
  expect(contrast(blue, page)).toBeGreaterThan(4.5);
  expect(contrast(orange, page)).toBeGreaterThan(4.5);
  const [a = [], b = []] = [blue, orange].map(withoutGreen);
  expect(Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))).toBeGreaterThan(100);
});

test.each([
  ["dark", [0, 0, 0]],
  ["light", [255, 255, 255]],
] as const)("the colours of runs are readable on a %s terminal, and differ", (background, page) => {
  for (const style of RUN_STYLES) expect(contrast(hues[background][style], page)).toBeGreaterThan(3.5);
  for (const depth of ["true", "256", "16"] as const)
    expect(new Set(RUN_STYLES.map((style) => paletteOf(depth, background)[style])).size).toBe(RUN_STYLES.length);
});

test.each([
  ["true", /^38;2;\d+;\d+;\d+$/],
  ["256", /^38;5;\d+$/],
  ["16", /^(94|34)$/],
] as const)("a terminal of %s colours is asked for no others", (depth, pattern) => {
  for (const background of ["dark", "light"] as const) expect(paletteOf(depth, background).blue).toMatch(pattern);
});

test("without colours no style has a sequence", () => {
  expect(Object.values(paletteOf("none")).join("")).toBe("");
});

test("neighbouring heats differ if there are enough colours", () => {
  for (const depth of ["true", "256"] as const satisfies ColourDepth[]) {
    for (const background of ["dark", "light"] as const satisfies Background[]) {
      const codes = HEATS.map((heat) => paletteOf(depth, background)[heat]);
      expect(new Set(codes).size).toBeGreaterThanOrEqual(depth === "true" ? HEATS.length : 5);
    }
  }
});
