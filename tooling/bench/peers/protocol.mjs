/**
 * The child's side of the benchmark, for JavaScript; `protocol.py` is the same for Python. One JSON object a line: first a
 * workload comes in, `{"ready": …}` goes out; then each `{"run": MS}` is answered by what was done in about so many
 * milliseconds.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const peersFolder = new URL("../../../node_modules/.cache/bench/peers/", import.meta.url);
const require = createRequire(new URL("package.json", peersFolder));

/** The module of a peer and its version. */
export async function load(name) {
  const module = await import(pathToFileURL(require.resolve(name)).href);
  return { ...module, ...module.default };
}

/** The version of a peer, as installed. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, peersFolder), "utf8")).version;
}

/** How long code is run before it is measured, so that it is compiled. */
const WARM_MS = 500;
/** How long one call of `train` takes, about: long against a look at the clock, short against a run. */
const CALL_MS = 20;

/**
 * Answers the parent until it closes the pipe.
 *
 * @param create makes a training of a workload: `rows` of a unit of work, and `train(units)`, which does so many units
 * and returns the mean loss of their batches, each before its update.
 */
export async function serve(create) {
  let peer;
  let perCall = 1;
  for await (const line of createInterface({ input: process.stdin })) {
    const { workload, run } = JSON.parse(line);
    if (workload) {
      peer = await create(withNumbers(workload));
      const first = await peer.train(1);
      const more = Math.round((workload.checkBatches * workload.batchSize) / peer.rows) - 1;
      const check = more > 0 ? (first + more * (await peer.train(more))) / (1 + more) : first;
      const start = performance.now();
      await peer.train(1);
      // What takes longer than that was compiled while it ran.
      if (performance.now() - start < WARM_MS) await trainFor(WARM_MS);
      answer({ ready: { version: peer.version, first, check } });
    } else {
      answer(await trainFor(run));
    }
  }

  async function trainFor(ms) {
    const processorStart = process.cpuUsage();
    const start = performance.now();
    let units = 0;
    let first, last;
    let wall = 0;
    while (wall < ms) {
      last = await peer.train(perCall);
      first ??= last;
      units += perCall;
      const before = wall;
      wall = performance.now() - start;
      perCall = Math.max(1, Math.min(Math.round((perCall * CALL_MS) / (wall - before)), 4 * perCall));
    }
    const { user, system } = process.cpuUsage(processorStart);
    return { rows: units * peer.rows, processor: (user + system) / 1e6, wall: wall / 1e3, first, last };
  }
}

function answer(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The workload with its numbers: `x`, `y`, and of each layer the first `W` `[inputs, units]` and `b`. */
function withNumbers(workload) {
  const read = (path) => {
    const bytes = readFileSync(path);
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  const parameters = read(workload.files.parameters);
  let inputs = workload.inputs;
  let first = 0;
  const layers = workload.units.map((units) => {
    const W = parameters.subarray(first, first + inputs * units);
    const b = parameters.subarray(first + inputs * units, first + inputs * units + units);
    const layer = { inputs, units, W, b };
    first += inputs * units + units;
    inputs = units;
    return layer;
  });
  return { ...workload, outputs: inputs, parameters, layers, x: read(workload.files.x), y: read(workload.files.y) };
}

/** Full batches in the order of their rows, `[batchSize, inputs]` and `[batchSize, outputs]`; a smaller rest is left out. */
export function batchesOf({ x, y, rows, inputs, outputs, batchSize }, Type = Float32Array) {
  return Array.from({ length: Math.floor(rows / batchSize) }, (_, i) => ({
    x: Type.from(x.subarray(i * batchSize * inputs, (i + 1) * batchSize * inputs)),
    y: Type.from(y.subarray(i * batchSize * outputs, (i + 1) * batchSize * outputs)),
  }));
}
