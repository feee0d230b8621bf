/** The same bits in every JavaScript engine: core uses only operations with a specified last bit. See `src/math`. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The exact functions of Math. All others may differ in the last bit between engines, so core has its own. */
const exact = new Set(
  [
    ["abs", "sign", "min", "max", "floor", "ceil", "round", "trunc", "sqrt", "fround"],
    ["imul", "clz32"],
    ["E", "LN2", "LN10", "LOG2E", "LOG10E", "PI", "SQRT1_2", "SQRT2"],
  ].flat(),
);

const folder = join(import.meta.dirname, "../src");
/** Code generated for other programs, which core itself never runs. */
const written = new Set(
  ["es-activations.ts", "es-columns.ts", "es-output-transforms.ts"].map((file) => join("formats", file)),
);
const files = globSync("**/*.ts", { cwd: folder }).filter(
  (file) => !written.has(file) && !/\.(test|test-d)\.ts$/.test(file),
);

/** Removes comments. No string in core looks like one. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
}

/** The functions of Math and the powers in a source that may differ between engines. */
function inexactIn(source: string): string[] {
  const code = withoutComments(source);
  const functions = Array.from(code.matchAll(/\bMath\s*\.\s*(\w+)/g), ([, name]) => name);
  const hidden = code.match(/\bMath\b(?!\s*\.)/g) ?? []; // as a value, where what is used of it cannot be seen
  const powers = code.match(/\*\*/g) ?? [];
  return [...functions.filter((name) => !exact.has(name)).map((name) => `Math.${name}`), ...hidden, ...powers];
}

test("inexact functions and powers are found, except in comments", () => {
  const source = `
    /** e ** x, like Math.exp(x) */
    const a = Math.exp(1) + Math.sqrt(2) + b ** 2; // Math.sin
    const { log } = Math;
    c **= Math.PI;
  `;
  expect(inexactIn(source)).toEqual(["Math.exp", "Math", "**", "**"]);
});

test("there are sources to check", () => {
  expect(files).toEqual(expect.arrayContaining(["random.ts", join("activations", "tanh.ts"), join("math", "exp.ts")]));
});

test.each(files)("%s gives the same bits in every engine", (file) => {
  expect(inexactIn(readFileSync(join(folder, file), "utf8"))).toEqual([]);
});
