/**
 * The protocol of a competitor's process, for JavaScript; `protocol.py` is the same for Python. One JSON object per line: the
 * parent sends a workload and gets `{"ready": …}`; then it sends `{"run": MS}` and gets the work done in about MS milliseconds.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const peersFolder = new URL("../../../node_modules/.cache/bench/peers/", import.meta.url);
const require = createRequire(new URL("package.json", peersFolder));

/** Loads the module of a peer. */
export async function load(name) {
  const module = await import(pathToFileURL(require.resolve(name)).href);
  return { ...module, ...module.default };
}

/** The version of a peer, as installed. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, peersFolder), "utf8")).version;
}

/** How long code runs before it is measured, so that it is compiled. */
const WARM_MS = 500;
/** The length of one call of `train`, about: long compared with reading the clock, short compared with a turn. */
const CALL_MS = 20;

/**
 * Replies to the parent until it closes the pipe.
 *
 * @param create creates a training from a workload: `rows` is the rows of a unit of work, and `train(units)` does `units` units
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
      // A longer unit has been compiled while it ran.
      if (performance.now() - start < WARM_MS) await trainFor(WARM_MS);
      reply({ ready: { version: peer.version, first, check } });
    } else {
      reply(await trainFor(run));
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

function reply(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The workload with its numbers: `x`, `y`, and the initial `W` `[inputs, units]` and `b` of each layer. */
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

/** Full batches in the order of the rows, `[batchSize, inputs]` and `[batchSize, outputs]`; a smaller last batch is dropped. */
export function batchesOf({ x, y, rows, inputs, outputs, batchSize }, Type = Float32Array) {
  return Array.from({ length: Math.floor(rows / batchSize) }, (_, i) => ({
    x: Type.from(x.subarray(i * batchSize * inputs, (i + 1) * batchSize * inputs)),
    y: Type.from(y.subarray(i * batchSize * outputs, (i + 1) * batchSize * outputs)),
  }));
}
