/**
 * Trains random networks with the narrow and with the wide modules, in both precisions, and compares all bits after each call:
 * losses, parameters, gradients and the optimizer's state.
 *
 * `npm run check:wide`, `npm run check:wide -- 10000`, `npm run check:wide -- 10000 7` with a different seed. Default: 1,000.
 * `npm run check:wide -- --node /path/to/node` runs the check on a different Node; each brings its own V8.
 * Exits with 0 if all are equal and V8 has merged the vectors of the wide modules.
 */
import type { Engine } from "@epochal/core";
import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { createEngineSession } from "../src/engine-session.ts";
import { f32Relaxed, f64 } from "../src/generated/wasm.ts";
import { createLayout } from "../src/layout.ts";
import { f32Wide, f64Wide } from "../src/node/wide/generated/wasm.ts";
import { productMs } from "../src/node/wide/product-time.ts";
import { withEarlyTierUp } from "../src/node/wide/tier-up.ts";
import { textToBytes } from "../src/wasm-text.ts";
import { trainBySession } from "../test/train-both-ways.ts";
import { anyTraining } from "../test/trainings.ts";

/** Enough for whole tiles in every direction, and columns left over. */
const UNITS = 72;
const UPDATES = 6;
const PER_CALL = 2;
const CHUNK = 50;

const precisions = ["float64", "float32"] as const;
/** 1.8 if V8 merges vectors, below 0.9 if it does not. */
const MIN_SPEEDUP = 1.2;
const ATTEMPTS = 20;
type Modules = Readonly<Record<(typeof precisions)[number], WebAssembly.Module>>;

const { values: options, positionals } = parseArgs({ options: { node: { type: "string" } }, allowPositionals: true });
if (options.node !== undefined) {
  const { status, error } = spawnSync(options.node, [import.meta.filename, ...positionals], { stdio: "inherit" });
  if (error) console.error(`check:wide: ${options.node} cannot be started: ${error.message}; give the path of a Node`);
  process.exit(status ?? 1);
}
const [count = 1000, seed = 1] = positionals.map(Number);
const start = performance.now();
let compared = 0;
withEarlyTierUp(() => {
  setFlagsFromString("--no-experimental-wasm-revectorize");
  const narrow = { float64: compile(f64), float32: compile(f32Relaxed) };
  measureProducts(narrow);
  const expected: string[] = [];
  for (const training of samples()) expected.push(hashOf(training, narrow));
  // Before the wide modules are optimized, and after all trainings with the others.
  setFlagsFromString("--experimental-wasm-revectorize");
  const wide = { float64: compile(f64Wide), float32: compile(f32Wide) };
  for (const [i, speedup] of measureSpeedups(narrow, wide).entries()) {
    console.log(`${precisions[i]}: wide products are ${speedup.toFixed(2)} times as fast`);
    if (speedup < MIN_SPEEDUP)
      throw new Error("check:wide: V8 has not merged vectors on this machine: nothing to check");
  }
  let index = 0;
  for (const training of samples()) {
    if (hashOf(training, wide) === expected[index++]) continue;
    console.log(`different bits: ${JSON.stringify(training.spec)}, ${training.train.rows} rows`);
    process.exit(1);
  }
});
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(
  `Node ${process.version}: ${count.toLocaleString("en")} random trainings in two precisions, ${compared.toLocaleString("en")} numbers, the same bits (seed ${seed}, ${seconds} s)`,
);

function* samples() {
  for (let done = 0; done < count; done += CHUNK) {
    yield* fc.sample(anyTraining(UNITS), { numRuns: Math.min(CHUNK, count - done), seed: seed * 1e6 + done / CHUNK });
  }
}

function compile(text: string): WebAssembly.Module {
  return new WebAssembly.Module(textToBytes(text));
}

/** Milliseconds in each precision, after the calls in which V8 optimizes. */
function measureProducts(modules: Modules): number[] {
  return precisions.map((precision) =>
    Math.min(...Array.from({ length: 10 }, () => productMs(modules[precision], precision))),
  );
}

/** In each precision. Other processes may slow one of the two measurements: then both are repeated. */
function measureSpeedups(narrow: Modules, wide: Modules): number[] {
  let speedups = [0];
  for (let attempt = 0; attempt < ATTEMPTS && Math.min(...speedups) < MIN_SPEEDUP; attempt++) {
    const wideMs = measureProducts(wide);
    speedups = measureProducts(narrow).map((ms, i) => ms / wideMs[i]!);
  }
  return speedups;
}

/** The hash of all numbers of a training in both precisions. */
function hashOf(training: Parameters<typeof trainBySession>[0], modules: Modules): string {
  const hash = createHash("sha256");
  for (const precision of precisions) {
    const it = { ...training, spec: { ...training.spec, precision } };
    const bytes = bytesOf(trainBySession(it, UPDATES, PER_CALL, engineOf(modules[precision])));
    hash.update(bytes);
    compared += bytes.length / 8 / 2;
  }
  return hash.digest("hex");
}

function engineOf(module: WebAssembly.Module): Engine {
  return (plan) => createEngineSession(plan, createLayout(plan), module);
}

/** All numbers of all states, as 64-bit numbers. */
function bytesOf(states: ReturnType<typeof trainBySession>): Buffer {
  const parts = states.flatMap(({ loss, parameters, gradients, optimizerState }) =>
    [[loss], parameters, gradients, optimizerState].map((numbers) => Buffer.from(Float64Array.from(numbers).buffer)),
  );
  return Buffer.concat(parts);
}
