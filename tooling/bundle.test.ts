/** What a page has to load, and that it needs nothing but the language. */
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundle } from "./bundle.ts";

const root = new URL("..", import.meta.url).pathname;
const readme = readFileSync(`${root}packages/core/README.md`, "utf8");

/** Thousands of bytes. */
async function sizeOf(exported: string): Promise<number> {
  const { code } = await bundle(`export ${exported} from "@epochal/core";`);
  return gzipSync(code).length / 1000;
}

test("core takes what its README says, to 5 %: all of it less than 35 KB, a training less than 20", async () => {
  const said = /all of it takes ([\d.]+) KB, `createTrainer` alone\s+([\d.]+) KB/.exec(readme)?.slice(1).map(Number);
  const measured = [await sizeOf("*"), await sizeOf("{ createTrainer }")];
  const [all, trainer] = measured;
  expect(all).toBeLessThan(35);
  expect(trainer).toBeLessThan(20);
  measured.forEach((size, i) => {
    expect(Math.abs(said![i]! / size - 1), `${size} KB, the README says ${said?.[i]}`).toBeLessThan(0.05);
  });
});

test("a training with its engine takes less than 30 KiB", async () => {
  const simd = `${root}packages/simd/src/index.ts`;
  const { code } = await bundle(`export { createTrainer } from "@epochal/core"; export { simdEngine } from "${simd}";`);
  expect(gzipSync(code).length / 1024).toBeLessThan(30);
});

test("what is not used is not loaded", async () => {
  expect(await sizeOf("{ createPerceptron }")).toBeLessThan(1);
});

// A new realm has the language and no more: no process, Buffer, document, fetch or URL.
test.each(["core", "simd", "data", "protocol", "client"])(
  "%s loads in a page: one script without an import",
  async (name) => {
    const { code, imports } = await bundle(`export * from "${root}packages/${name}/src/index.ts";`, "iife");
    expect(imports).toEqual([]);
    const exported = runInNewContext(`${code};Object.keys(bundle)`, {}) as string[];
    expect(exported.length).toBeGreaterThan(0);
  },
);

test("data reads CSV where there is nothing but the language", async () => {
  const { code } = await bundle(`export { parseCsv } from "${root}packages/data/src/index.ts";`, "iife");
  expect(runInNewContext(`${code};bundle.parseCsv('a;"b c"\\n1;ä').rows[0].join("|")`, {})).toBe("1|ä");
});
