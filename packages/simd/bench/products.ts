/**
 * How near the products come to what the machine can do: `npm run bench:products`. Everything takes turns in one run, in
 * processor time. Samples count where a loop before and after says that nobody else had part of the core: their median is
 * shown, or where that was too seldom the quickest tenth of all. Ends with 0 where the two figures that we promise are
 * reached.
 */
import { f32Relaxed, f64 } from "../src/generated/wasm.ts";
import { createMemory, instantiate, type Exports } from "../src/modules.ts";
import { textToBytes } from "../src/text-bytes.ts";
import { peakLoops, peakOperations, type Peak } from "./peak.ts";

/** Rows, inputs, units; and what affine has to reach, as a part of the peak. */
const shapes = [
  { size: [256, 1024, 1024], promise: 0.85 },
  { size: [128, 784, 256] },
  { size: [32, 64, 64], promise: 0.75 },
  { size: [32, 8, 64] },
] as const;

const SAMPLE_MS = 3;
/** Rounds go on until each case has so many samples that count, or for so long. */
const ENOUGH = 9;
const LIMIT_MS = 60_000;
/** How much slower than at its best the busy loop may be. */
const DISTURBED = 1.08;
const FEWEST = 5;

interface Case {
  readonly name: string;
  /** Floating-point operations of one call. */
  readonly operations: number;
  readonly peak: Peak;
  readonly call: () => void;
  readonly promise?: number;
  calls: number;
  /** Milliseconds of a call. */
  readonly quiet: number[];
  readonly all: number[];
}

const loops = await peakLoops();
const cases = [...peaks(), ...products("f32 relaxed", f32Relaxed, 4, "fused32"), ...products("f64", f64, 8, "twice64")];
for (const each of cases) warmUp(each);
const best = Math.min(...Array.from({ length: 2000 }, busyMs));
const start = performance.now();
while (performance.now() - start < LIMIT_MS && cases.some(({ quiet }) => quiet.length < ENOUGH)) {
  for (const each of cases) sample(each);
}
report();

function* peaks(): Generator<Case> {
  for (const [peak, operations] of Object.entries(peakOperations) as [Peak, number][]) {
    const turns = 10_000;
    yield made({ name: `peak ${peak}`, operations: operations * turns, peak, call: () => loops[peak](turns) });
  }
}

function* products(name: string, text: string, bytes: number, peak: Peak): Generator<Case> {
  const unused = () => {};
  for (const shape of shapes) {
    const [rows, inputs, units] = shape.size;
    const memory = createMemory();
    const callbacks = { activate: unused, activateBackward: unused, measure: unused };
    const exports: Exports = instantiate(new WebAssembly.Module(textToBytes(text)), memory, callbacks);
    let end = 64;
    const place = (length: number) => {
      const start = end;
      end += Math.ceil((length * bytes + 96) / 64) * 64;
      return start;
    };
    const [x, dx] = [place(rows * inputs), place(rows * inputs)];
    const [z, dz] = [place(rows * units), place(rows * units)];
    const [W, dW, b, db] = [place(inputs * units), place(inputs * units), place(units), place(units)];
    memory.grow(Math.ceil((end + exports.productScratch(rows, inputs, units)) / 65536));
    const numbers = bytes === 4 ? new Float32Array(memory.buffer) : new Float64Array(memory.buffer);
    for (let i = 0; i < end / bytes; i++) numbers[i] = Math.sin(i);

    const operations = 2 * rows * inputs * units;
    const forms = {
      affine: () => exports.affine(z, x, W, b, 0, rows, inputs, units, end),
      weightGradients: () => exports.weightGradients(dW, db, x, dz, rows, inputs, units, 0, inputs, end),
      inputGradients: () => exports.inputGradients(dx, dz, W, 0, rows, inputs, units, end),
    };
    for (const [form, call] of Object.entries(forms)) {
      const promise = form === "affine" && bytes === 4 && "promise" in shape ? { promise: shape.promise } : {};
      yield made({ name: `${name} ${shape.size.join("×")} ${form}`, operations, peak, call, ...promise });
    }
  }
}

function made(given: Omit<Case, "calls" | "quiet" | "all">): Case {
  return { ...given, calls: 1, quiet: [], all: [] };
}

/** Half a second at least, so that the engine has compiled it well, and then as many calls as make a sample. */
function warmUp(each: Case): void {
  const end = performance.now() + 500;
  let count = 0;
  for (; performance.now() < end; count++) each.call();
  each.calls = Math.max(1, Math.round((count / 500) * SAMPLE_MS));
}

function sample({ call, calls, quiet, all }: Case): void {
  if (quiet.length >= ENOUGH) return;
  let before = busyMs();
  for (let patience = 20; before > DISTURBED * best && patience > 0; patience--) before = busyMs();
  const time = processorMs(() => {
    for (let k = 0; k < calls; k++) call();
  });
  all.push(time / calls);
  if (Math.max(before, busyMs()) < DISTURBED * best) quiet.push(time / calls);
}

function busyMs(): number {
  const start = performance.now();
  loops.busy(20_000);
  return performance.now() - start;
}

function processorMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** GFLOP/s. */
function speed({ operations, quiet, all }: Case): number {
  const [times, rank] = quiet.length < FEWEST ? [all, 0.1] : [quiet, 0.5];
  return operations / times.toSorted((a, b) => a - b)[Math.floor(times.length * rank)] / 1e6;
}

function report(): void {
  const peakSpeeds = Object.fromEntries(cases.slice(0, 4).map((each) => [each.peak, speed(each)]));
  const part = (each: Case) => speed(each) / peakSpeeds[each.peak];
  for (const each of cases) {
    const cells = [speed(each).toFixed(1).padStart(6), "GFLOP/s", `${(100 * part(each)).toFixed(0).padStart(4)} %`];
    console.log(each.name.padEnd(42), ...cells, `   quiet ${each.quiet.length} of ${each.all.length}`);
  }
  const promised = cases.filter(({ promise }) => promise !== undefined);
  const isKept = promised.every((each) => part(each) >= each.promise!);
  process.exitCode = isKept ? 0 : 1;
  console.log(promised.map((each) => `${each.name} ${(100 * part(each)).toFixed(1)} % of peak`).join(", "));
}
