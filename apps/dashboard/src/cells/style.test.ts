import { expect, test } from "vitest";
import { HEATS, RUN_STYLES, hues, paletteOf, type Background, type ColourDepth } from "./style.ts";

/** The linear share of a channel. */
function linearOf(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance. WCAG 2.2. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map(linearOf);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Linear red, green and blue as people see them without red, green or blue receptors. Machado et al., IEEE TVCG 15 (2009). */
const VISIONS = {
  "all receptors": [1, 0, 0, 0, 1, 0, 0, 0, 1],
  "no red": [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  "no green": [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  "no blue": [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** The product of a 3 × 3 matrix and a vector. */
const product = (m: readonly number[], [a = 0, b = 0, c = 0]: readonly number[]) =>
  [0, 3, 6].map((i) => m[i]! * a + m[i + 1]! * b + m[i + 2]! * c);

/** Oklab, in which equal distances look equal; black and white are 1 apart. Ottosson (2020). */
function oklab(vision: readonly number[], rgb: readonly number[]): number[] {
  const linear = product(vision, rgb.map(linearOf)).map((value) => Math.min(1, Math.max(0, value)));
  const cones = product(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005,
    ],
    linear,
  ).map(Math.cbrt);
  return product(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    cones,
  );
}

/** The distance of two colours for the people for whom they are nearest. */
function difference(a: readonly number[], b: readonly number[]): number {
  const distances = Object.values(VISIONS).map((vision) => {
    const [p, q] = [oklab(vision, a), oklab(vision, b)];
    return Math.hypot(...p.map((value, i) => value - q[i]!));
  });
  return Math.min(...distances);
}

test.each([
  ["dark", [0, 0, 0]],
  ["light", [255, 255, 255]],
] as const)("both hues are readable on a %s terminal", (background, page) => {
  const { blue, orange } = hues[background];
  expect(contrast(blue, page)).toBeGreaterThan(4.5);
  expect(contrast(orange, page)).toBeGreaterThan(4.5);
});

test.each([
  ["dark", [0, 0, 0]],
  ["light", [255, 255, 255]],
] as const)(
  "the colours of runs are readable on a %s terminal, and differ from each other, data and warnings for every kind of colour vision",
  (background, page) => {
    const styles = [...RUN_STYLES, "orange", "warning"] as const;
    for (const style of styles) expect(contrast(hues[background][style], page)).toBeGreaterThan(3.5);
    for (const a of RUN_STYLES) {
      const near = styles.filter((b) => b !== a && difference(hues[background][a], hues[background][b]) < 0.1);
      expect([a, ...near]).toEqual([a]);
    }
    for (const depth of ["true", "256", "16"] as const) {
      const codes = styles.map((style) => paletteOf(depth, background)[style].replace(/^1;/, ""));
      expect(new Set(codes).size).toBe(styles.length);
    }
  },
);

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
