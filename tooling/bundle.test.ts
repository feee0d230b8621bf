/** The size of bundles, and that they need only the language. */
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pageEntries, pageSizeOf } from "./bench/web/page-sizes.ts";
import { bundle } from "./bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${root}packages/core/README.md`, "utf8");

/** Size after gzip, in thousands of bytes. */
async function sizeOf(exported: string): Promise<number> {
  const { code } = await bundle(`export ${exported} from "@epochal/core";`);
  return gzipSync(code).length / 1000;
}

test("core has the size in its README, to 5 %: less than 47 KB in all, less than 21 for a training", async () => {
  const documented = /all of it takes ([\d.]+) KB, `createTrainer` alone\s+([\d.]+) KB/
    .exec(readme)
    ?.slice(1)
    .map(Number);
  const measured = [await sizeOf("*"), await sizeOf("{ createTrainer }")];
  const [all, trainer] = measured;
  expect(all).toBeLessThan(47);
  expect(trainer).toBeLessThan(21);
  measured.forEach((size, i) => {
    expect(Math.abs(documented![i]! / size - 1), `${size} KB, the README says ${documented?.[i]}`).toBeLessThan(0.05);
  });
});

test("a training with its engine takes less than 35 KiB", async () => {
  const simd = `${root}packages/simd/src/index.ts`;
  const { code } = await bundle(`export { createTrainer } from "@epochal/core"; export { simdEngine } from "${simd}";`);
  expect(gzipSync(code).length / 1024).toBeLessThan(35);
});

test("a browser loads at most 60 KB of JavaScript to watch a run, and 10 KB to list the runs", () => {
  expect(pageSizeOf(pageEntries.watch)).toBeLessThanOrEqual(60);
  expect(pageSizeOf(pageEntries.list)).toBeLessThanOrEqual(10);
});

test("a browser loads at most 110 KB of JavaScript to train in the page, its worker included", () => {
  expect(pageSizeOf(pageEntries.train)).toBeLessThanOrEqual(110);
  // Without the view.
  expect(pageSizeOf(pageEntries.worker)).toBeLessThanOrEqual(56);
});

test("unused code is not bundled", async () => {
  expect(await sizeOf("{ createPerceptron }")).toBeLessThan(1);
});

// A new realm has only the language: no process, Buffer, document, fetch or URL.
test.each(["core", "simd", "data", "protocol", "client", "view"])(
  "%s can be loaded by a page: one script without imports",
  async (name) => {
    const { code, imports } = await bundle(`export * from "${root}packages/${name}/src/index.ts";`, "iife");
    expect(imports).toEqual([]);
    const exported = runInNewContext(`${code};Object.keys(bundle)`, {}) as string[];
    expect(exported.length).toBeGreaterThan(0);
  },
);

test.each(["index.ts", "worker/worker-host.ts", "worker/web-worker.ts"])(
  "in a browser, %s of stream needs nothing of Node",
  async (file) => {
    const { code } = await bundle(`export * from "${root}packages/stream/src/${file}";`);
    expect(code).not.toMatch(/node:|worker_threads/);
  },
);

test("data reads CSV with only the language", async () => {
  const { code } = await bundle(`export { parseCsv, tableRows } from "${root}packages/data/src/index.ts";`, "iife");
  expect(runInNewContext(`${code};bundle.tableRows(bundle.parseCsv('a;"b c"\\n1;ä'))[0].join("|")`, {})).toBe("1|ä");
});
