/**
 * How close the products come to the machine's peak, with vectors of 128 bits and with pairs that V8 merges into 256 bits:
 * `npm run bench:products`. All cases alternate in one run and are measured in processor time. A sample is quiet if a busy loop before
 * and after it was not slowed down by another process. The report shows the median of the quiet samples, or the fastest tenth of
 * all if too few were quiet. Exits with 0 if all targets are reached.
 */
import { compileFully } from "../scripts/compile-fully.ts";
import { f32Relaxed, f64 } from "../src/generated/wasm.ts";
import { createMemory, instantiate, type Exports } from "../src/instance.ts";
import { f32Wide, f64Wide } from "../src/node/wide/generated/wasm.ts";
import { textToBytes } from "../src/wasm-text.ts";
import { peakLoops, peakOperations, type Peak } from "./peak.ts";

/** Rows, inputs, units; and the share of the peak that affine has to reach, in every module. */
const shapes = [
  { size: [256, 1024, 1024], target: 0.85 },
  { size: [128, 784, 256] },
  { size: [32, 64, 64], target: 0.75 },
  { size: [32, 8, 64] },
] as const;

const SAMPLE_MS = 3;
/** Rounds continue until each case has this number of quiet samples, or until the time limit. */
const MIN_SAMPLES = 9;
const LIMIT_MS = 60_000;
/** The largest slowdown of the busy loop, compared with its best, for a quiet sample. */
const MAX_SLOWDOWN = 1.08;
const MIN_QUIET = 5;

interface Case {
  readonly name: string;
  /** Floating-point operations of one call. */
  readonly operations: number;
  readonly peak: Peak;
  readonly call: () => void;
  readonly target?: number;
  calls: number;
  /** Milliseconds of a call. */
  readonly quiet: number[];
  readonly all: number[];
}

const loops = await peakLoops();
const cases = [
  ...peaks(),
  ...products("f32 narrow", f32Relaxed, "fused32"),
  ...products("f32 wide", f32Wide, "fused32Wide"),
  ...products("f64 narrow", f64, "twice64"),
  ...products("f64 wide", f64Wide, "twice64Wide"),
];
for (const each of cases) warmUp(each);
const best = Math.min(...Array.from({ length: 2000 }, busyMs));
const start = performance.now();
while (performance.now() - start < LIMIT_MS && cases.some(({ quiet }) => quiet.length < MIN_SAMPLES)) {
  for (const each of cases) sample(each);
}
report();

function* peaks(): Generator<Case> {
  for (const [peak, operations] of Object.entries(peakOperations) as [Peak, number][]) {
    const turns = 10_000;
    yield createCase({ name: `peak ${peak}`, operations: operations * turns, peak, call: () => loops[peak](turns) });
  }
}

function* products(name: string, text: string, peak: Peak): Generator<Case> {
  const unused = () => {};
  const bytes = name.startsWith("f32") ? 4 : 8;
  const module = compileFully(textToBytes(text), peak.endsWith("Wide"));
  for (const shape of shapes) {
    const [rows, inputs, units] = shape.size;
    const memory = createMemory();
    const callbacks = { activate: unused, activateBackward: unused, measure: unused };
    const exports: Exports = instantiate(module, memory, callbacks);
    let end = 64;
    const allocate = (length: number) => {
      const start = end;
      end += Math.ceil((length * bytes + 96) / 64) * 64;
      return start;
    };
    const [x, dx] = [allocate(rows * inputs), allocate(rows * inputs)];
    const [z, dz] = [allocate(rows * units), allocate(rows * units)];
    const [W, dW, b, db] = [allocate(inputs * units), allocate(inputs * units), allocate(units), allocate(units)];
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
      const target = form === "affine" && "target" in shape ? { target: shape.target } : {};
      yield createCase({ name: `${name} ${shape.size.join("×")} ${form}`, operations, peak, call, ...target });
    }
  }
}

function createCase(given: Omit<Case, "calls" | "quiet" | "all">): Case {
  return { ...given, calls: 1, quiet: [], all: [] };
}

/** Runs half a second, so that the engine compiles the code well, and sets the number of calls in a sample. */
function warmUp(each: Case): void {
  const end = performance.now() + 500;
  let count = 0;
  for (; performance.now() < end; count++) each.call();
  each.calls = Math.max(1, Math.round((count / 500) * SAMPLE_MS));
}

function sample({ call, calls, quiet, all }: Case): void {
  if (quiet.length >= MIN_SAMPLES) return;
  let before = busyMs();
  for (let patience = 20; before > MAX_SLOWDOWN * best && patience > 0; patience--) before = busyMs();
  const time = processorMs(() => {
    for (let k = 0; k < calls; k++) call();
  });
  all.push(time / calls);
  if (Math.max(before, busyMs()) < MAX_SLOWDOWN * best) quiet.push(time / calls);
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
  const [times, rank] = quiet.length < MIN_QUIET ? [all, 0.1] : [quiet, 0.5];
  return operations / times.toSorted((a, b) => a - b)[Math.floor(times.length * rank)] / 1e6;
}

function report(): void {
  const peakSpeeds = Object.fromEntries(cases.slice(0, 4).map((each) => [each.peak, speed(each)]));
  const shareOfPeak = (each: Case) => speed(each) / peakSpeeds[each.peak];
  for (const each of cases) {
    const cells = [
      speed(each).toFixed(1).padStart(6),
      "GFLOP/s",
      `${(100 * shareOfPeak(each)).toFixed(0).padStart(4)} %`,
    ];
    console.log(each.name.padEnd(42), ...cells, `   quiet ${each.quiet.length} of ${each.all.length}`);
  }
  const withTarget = cases.filter(({ target }) => target !== undefined);
  const isReached = withTarget.every((each) => shareOfPeak(each) >= each.target!);
  process.exitCode = isReached ? 0 : 1;
  for (const each of withTarget) {
    const shares = `${(100 * shareOfPeak(each)).toFixed(1)} % of peak, at least ${100 * each.target!} %`;
    console.log(`${shareOfPeak(each) >= each.target! ? "holds " : "missed"} ${each.name}: ${shares}`);
  }
}
