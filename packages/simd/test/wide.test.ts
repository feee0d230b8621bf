/** The wide modules give the same bits, whether or not V8 merges their vectors. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compileText, moduleFor } from "../src/modules.ts";
import { f32Wide, f64Wide } from "../src/node/wide/generated/wasm.ts";
import { trainSamples } from "../src/node/wide/train-samples.ts";

test.each([
  { precision: "float64", text: f64Wide },
  { precision: "float32", text: f32Wide },
] as const)("in $precision, the wide module trains to the bits of the narrow one", ({ precision, text }) => {
  const narrow = trainSamples(moduleFor(precision)!, precision);
  expect(narrow.length).toBeGreaterThan(8000);
  expect(Buffer.compare(trainSamples(compileText(text)!, precision), narrow)).toBe(0);
});

/** Flags are of a whole process, so each case has its own. */
function useInProcess(...flags: string[]): { reason?: string; isChanged: boolean; isSame: boolean } {
  const program = `
    import { useWideVectors } from "${import.meta.resolve("../src/node/wide/use-wide-vectors.ts")}";
    import { moduleFor } from "${import.meta.resolve("../src/modules.ts")}";
    import { trainSamples } from "${import.meta.resolve("../src/node/wide/train-samples.ts")}";
    const precision = "float32";
    const before = moduleFor(precision);
    const expected = trainSamples(before, precision);
    const reason = useWideVectors([precision]);
    const after = moduleFor(precision);
    if (useWideVectors([precision]) !== reason) throw new Error("the second call returns something else");
    const isSame = Buffer.compare(trainSamples(after, precision), expected) === 0;
    console.log(JSON.stringify({ reason, isChanged: after !== before, isSame }));
  `;
  const args = [...flags, "--input-type=module", "--eval", program];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as ReturnType<typeof useInProcess>;
}

describe("a process that asks for wide vectors", () => {
  test("does not use them if they are no faster, or not safe, and gets the reason", () => {
    expect(useInProcess("--no-enable-avx2")).toEqual({
      reason: expect.stringMatching(/^they are not faster/),
      isChanged: false,
      isSame: true,
    });
  });

  const hasAvx2 = process.platform === "linux" && /\bavx2\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
  test.runIf(hasAvx2)("trains random networks to the same bits; for more, npm run check:wide -- 10000", () => {
    const script = fileURLToPath(new URL("../scripts/check-wide.ts", import.meta.url));
    expect(execFileSync(process.execPath, [script, "10"], { encoding: "utf8" })).toMatch(/10 random .* the same bits/);
  });

  test.runIf(hasAvx2)("uses them on a processor with AVX2, with the same bits", () => {
    expect(useInProcess()).toEqual({ isChanged: true, isSame: true });
  });
});
