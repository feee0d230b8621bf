/**
 * Epochs per second that are stored through the log's thread, the latency of an append, the delay of the main thread's event loop,
 * and epochs per second that are read: `npm run bench:log [SECONDS]`.
 */
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { readLog, startLogThread, type EventLog, type RunRecord } from "../src/index.ts";
import { epochChunk, spec } from "../test/fake-chunks.ts";

const seconds = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), "epochal-bench-"));
const store = join(folder, "runs.db");

const perSecond = (count: number, ms: number) => `${Math.round(count / ms).toLocaleString("en")} k/s`.padStart(12);
/** CPU time per epoch since `before`, of all threads, in microseconds. */
const perEpoch = (before: NodeJS.CpuUsage, count: number) => {
  const { user, system } = process.cpuUsage(before);
  return `${((user + system) / count).toFixed(2)} µs`.padStart(9);
};
const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
const msText = (ms: number) => `${ms.toFixed(1)} ms`.padStart(9);

interface Load {
  readonly name: string;
  readonly runs: number;
  /** Epochs in a chunk. */
  readonly epochs: number;
  /** Chunks per run and second; undefined: each when the one before is stored. */
  readonly rate?: number;
  readonly synchronous?: "full";
}

const loads: readonly Load[] = [
  { name: "unlimited, 1,024 epochs per chunk", runs: 4, epochs: 1024 },
  { name: "the same, safe against power failure", runs: 4, epochs: 1024, synchronous: "full" },
  { name: "unlimited, 64 epochs per chunk", runs: 16, epochs: 64 },
  { name: "100,000 per second, a chunk every 8 ms", runs: 1, epochs: 800, rate: 125 },
  { name: "200 slow runs, 60 per second each", runs: 200, epochs: 1, rate: 60 },
];

/** The chunk at a different position. Its columns are shared. */
function at(chunk: EventChunk & { type: "epochs" }, seq: number): EventChunk {
  return { ...chunk, seq, epoch: seq };
}

/** Appends until the time `until`; returns the number of stored epochs. */
async function append(
  log: EventLog,
  load: Load,
  ids: readonly string[],
  until: number,
  lags: number[],
): Promise<number> {
  const chunk = epochChunk(1, load.epochs) as EventChunk & { type: "epochs" };
  await Promise.all(ids.map((id) => log.createRun({ id, name: id, spec })));
  let stored = 0;
  const store = async (id: string, seq: number) => {
    const before = performance.now();
    await log.append(id, [at(chunk, seq)]);
    lags.push(performance.now() - before);
    stored += load.epochs;
  };
  if (load.rate === undefined) {
    const storeInTurn = async (id: string) => {
      for (let seq = 1; performance.now() < until; seq += load.epochs) await store(id, seq);
    };
    await Promise.all(ids.map(storeInTurn));
    return stored;
  }
  const all: Promise<void>[] = [];
  const begin = performance.now();
  for (let seq = 1; performance.now() < until;) {
    const due = ((performance.now() - begin) / 1000) * load.rate * load.epochs;
    for (; seq <= due; seq += load.epochs) for (const id of ids) all.push(store(id, seq));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(all);
  return stored;
}

console.log(`${"".padEnd(42)}    stored       latency: median / 99 %    event loop delay    CPU per epoch`);
for (const [i, load] of loads.entries()) {
  const log = await startLogThread(store, load.synchronous ? { synchronous: load.synchronous } : {});
  const lags: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  const begin = performance.now();
  delay.enable();
  const ids = Array.from({ length: load.runs }, (_, k) => `load-${i}-${k}`);
  const stored = await append(log, load, ids, begin + 1000 * seconds, lags);
  const ms = performance.now() - begin;
  delay.disable();
  lags.sort((a, b) => a - b);
  console.log(
    `${load.name.padEnd(42)} ${perSecond(stored, ms)}  ${msText(quantile(lags, 0.5))} / ${msText(quantile(lags, 0.99))}` +
      `   99 %: ${msText(delay.percentile(99) / 1e6)}   ${perEpoch(cpu, stored)}`,
  );
  await log.close();
}

/** Reads all epochs of some runs, page by page. */
async function replay(
  name: string,
  runs: readonly RunRecord[],
  read: (id: string, after: number) => EventChunk[] | Promise<EventChunk[]>,
): Promise<void> {
  let epochs = 0;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  for (const { id, head } of runs) {
    for (let after = 0; after < head;) after = lastSeq((await read(id, after)).at(-1)!);
    epochs += head;
  }
  const ms = performance.now() - begin;
  console.log(`${name.padEnd(42)} ${perSecond(epochs, ms)}   CPU ${perEpoch(cpu, epochs)}`);
}

const reader = readLog(store);
const runs = reader.runs();
const fast = runs.filter(({ id }) => id.startsWith("load-0-"));
const slow = runs.filter(({ id }) => id.startsWith("load-4-"));
const log = await startLogThread(store);
await replay("read through the thread, 1,024 per chunk", fast, (id, after) => log.read(id, after));
await replay("read through the thread, 1 per chunk", slow, (id, after) => log.read(id, after, 1024));
await log.close();
await replay("read in this thread, 1,024 per chunk", fast, (id, after) => reader.read(id, after));
await replay("read in this thread, 1 per chunk", slow, (id, after) => reader.read(id, after, 1024));
reader.close();
const all = runs.reduce((sum, { head }) => sum + head, 0);
console.log(`${(statSync(store).size / all).toFixed(1)} bytes per epoch in the file, ${all} epochs`);
rmSync(folder, { recursive: true });
