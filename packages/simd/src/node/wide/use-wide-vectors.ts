/** Trainings with vectors of 256 bits, which V8 makes of pairs of 128 bits if an experimental flag is set. */
import { setFlagsFromString } from "node:v8";
import type { Precision } from "@epochal/core";
import { useCompiledModules } from "../../compiled-modules.ts";
import { compile, compileText } from "../../modules.ts";
import { shareMemory } from "../../threads/shared-module.ts";
import { f32Wide, f64Wide } from "./generated/wasm.ts";
import { productMs } from "./product-time.ts";
import { withEarlyTierUp } from "./tier-up.ts";
import { trainSamples } from "./train-samples.ts";

const texts = { float32: f32Wide, float64: f64Wide } satisfies Record<Precision, string>;

/** The wide module's products are used if they are faster by this factor: 1.8 if V8 merges vectors, below 0.9 if it does not. */
const MIN_SPEEDUP = 1.2;
/** Other processes may slow one of the two measurements: then both are repeated. */
const ATTEMPTS = 10;

/** Versions of V8 for which `npm run check:wide` has compared trainings: those of Node 22, 24 and 26. An abort of a later one could not be caught. */
const CHECKED_V8 = /^1[2-4]\./;

/**
 * Sets V8's flag `--experimental-wasm-revectorize` for this process and lets trainings that begin later, also in worker threads
 * that get their modules from this thread, use the wide modules. The bits of their results are the same, in either precision.
 *
 * First small networks of each kind are trained with and without the flag; the wide modules are used only if all bits are equal
 * and if a product is faster. Otherwise the flag is unset again and nothing changes. Takes about 0.2 s for each precision.
 *
 * @param precisions of the trainings. Default: both.
 * @returns undefined if the wide modules are in use, otherwise why not.
 */
export function useWideVectors(precisions: readonly Precision[] = ["float64", "float32"]): string | undefined {
  const { v8 } = process.versions;
  if (!CHECKED_V8.test(v8)) return `they have not been checked with V8 ${v8}: use Node 22, 24 or 26`;
  return withEarlyTierUp(() => {
    setFlagsFromString("--no-experimental-wasm-revectorize");
    const narrow = precisions.map((precision) => measure(compile(precision), precision));
    setFlagsFromString("--experimental-wasm-revectorize");
    const modules = precisions.map((precision) => compileText(texts[precision]));
    const wide = precisions.map((precision, i) => measure(modules[i], precision));
    const reason = precisions.map((precision, i) => compare(precision, narrow[i], wide[i])).find(Boolean);
    if (reason !== undefined) {
      setFlagsFromString("--no-experimental-wasm-revectorize");
      return reason;
    }
    precisions.forEach((precision, i) =>
      useCompiledModules({ precision, module: modules[i], shared: compileText(texts[precision], shareMemory) }),
    );
    return undefined;
  });
}

/** What a module computes, and its time for a product. */
interface Measured {
  readonly numbers: Uint8Array;
  readonly productMs: () => number;
}

function measure(module: WebAssembly.Module | undefined, precision: Precision): Measured | undefined {
  if (!module) return undefined;
  const measureProduct = () => productMs(module, precision);
  // V8 optimizes functions in these calls, with the flags of this moment.
  trainSamples(module, precision);
  measureProduct();
  return { numbers: trainSamples(module, precision), productMs: measureProduct };
}

/** Why the wide module of a precision is not used; undefined if it is. */
function compare(precision: Precision, narrow: Measured | undefined, wide: Measured | undefined): string | undefined {
  if (!narrow || !wide) return "this JavaScript engine lacks vectors of 128 bits";
  if (Buffer.compare(narrow.numbers, wide.numbers) !== 0)
    return `this version of V8 computes other ${precision} numbers with them`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (narrow.productMs() >= MIN_SPEEDUP * wide.productMs()) return undefined;
  }
  return "they are not faster here: V8 merges vectors only on x64 processors with AVX2";
}
