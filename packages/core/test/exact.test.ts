/** The same bits in every engine: core uses no operation whose last bit an engine may choose. See `src/math`. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What of Math is exact by its definition. All else may differ in the last bit between engines: core has its own. */
const exact = new Set(
  [
    ["abs", "sign", "min", "max", "floor", "ceil", "round", "trunc", "sqrt", "fround"],
    ["imul", "clz32"],
    ["E", "LN2", "LN10", "LOG2E", "LOG10E", "PI", "SQRT1_2", "SQRT2"],
  ].flat(),
);

const folder = join(import.meta.dirname, "../src");
/** Texts for another program, which core itself never runs. */
const written = new Set(["es-activations.ts", "es-output-transforms.ts"].map((file) => join("formats", file)));
const files = globSync("**/*.ts", { cwd: folder }).filter(
  (file) => !written.has(file) && !/\.(test|test-d)\.ts$/.test(file),
);

/** Code without comments. Core's texts hold nothing that looks like one. */
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

test("inexact functions and powers are seen, and no comment is taken for one", () => {
  const source = `
    /** e ** x, as Math.exp(x) says */
    const a = Math.exp(1) + Math.sqrt(2) + b ** 2; // Math.sin
    const { log } = Math;
    c **= Math.PI;
  `;
  expect(inexactIn(source)).toEqual(["Math.exp", "Math", "**", "**"]);
});

test("core has sources to look at", () => {
  expect(files).toEqual(expect.arrayContaining(["random.ts", join("activations", "tanh.ts"), join("math", "exp.ts")]));
});

test.each(files)("%s gives the same bits in every engine", (file) => {
  expect(inexactIn(readFileSync(join(folder, file), "utf8"))).toEqual([]);
});
