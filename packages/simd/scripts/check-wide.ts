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
import { parseArgs } from "node:util";
import { createEngineSession } from "../src/engine-session.ts";
import { f32Relaxed, f64 } from "../src/generated/wasm.ts";
import { createLayout } from "../src/layout.ts";
import { f32Wide, f64Wide } from "../src/node/wide/generated/wasm.ts";
import { productMs } from "../src/node/wide/product-time.ts";
import { textToBytes } from "../src/wasm-text.ts";
import { trainBySession } from "../test/train-both-ways.ts";
import { anyTraining } from "../test/trainings.ts";
import { compileFully } from "./compile-fully.ts";

/** Enough for whole tiles in every direction, and columns left over. */
const UNITS = 72;
const UPDATES = 6;
const PER_CALL = 2;
const CHUNK = 50;

const { values: options, positionals } = parseArgs({ options: { node: { type: "string" } }, allowPositionals: true });
if (options.node !== undefined) {
  const { status, error } = spawnSync(options.node, [import.meta.filename, ...positionals], { stdio: "inherit" });
  if (error) console.error(`check:wide: ${options.node} cannot be started: ${error.message}; give the path of a Node`);
  process.exit(status ?? 1);
}
const [count = 1000, seed = 1] = positionals.map(Number);
const narrow = { float64: compile(f64, false), float32: compile(f32Relaxed, false) };
const wide = { float64: compile(f64Wide, true), float32: compile(f32Wide, true) };

for (const precision of ["float64", "float32"] as const) {
  const speedup = productMs(narrow[precision], precision) / productMs(wide[precision], precision);
  console.log(`${precision}: wide products are ${speedup.toFixed(2)} times as fast`);
  if (speedup < 1.2) throw new Error("check:wide: V8 has not merged vectors on this machine: nothing to check");
}
const start = performance.now();
let compared = 0;
let done = 0;
for (let chunk = 0; done < count; chunk++) {
  for (const training of fc.sample(anyTraining(UNITS), {
    numRuns: Math.min(CHUNK, count - done),
    seed: seed * 1e6 + chunk,
  })) {
    for (const precision of ["float64", "float32"] as const) {
      const it = { ...training, spec: { ...training.spec, precision } };
      const [expected, got] = [narrow, wide].map((modules) =>
        trainBySession(it, UPDATES, PER_CALL, engineOf(modules[precision])),
      );
      const bytes = bytesOf(expected!);
      if (Buffer.compare(bytes, bytesOf(got!)) !== 0) {
        console.log(`different bits: ${JSON.stringify(it.spec)}, ${it.train.rows} rows`);
        process.exit(1);
      }
      compared += bytes.length / 8;
    }
    done += 1;
  }
}
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(
  `Node ${process.version}: ${done.toLocaleString("en")} random trainings in two precisions, ${compared.toLocaleString("en")} numbers, the same bits (seed ${seed}, ${seconds} s)`,
);

function compile(text: string, isMerging: boolean): WebAssembly.Module {
  return compileFully(textToBytes(text), isMerging);
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
