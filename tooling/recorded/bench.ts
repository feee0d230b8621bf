/**
 * The cost of recording a run, and of rewinding: `npm run bench:recording`. Ratios are of interleaved measurements. Repeated work counts
 * by its fastest time, since other load only adds to it; runs in fresh workers by their median.
 */
import { createDataset, createTrainer, dense, type TrainingData, type TrainingSpec } from "@epochal/core";
import { notebook } from "@epochal/data";
import { compressData, openLog } from "@epochal/log";
import { simdEngine } from "@epochal/simd";
import { readRecording, startRun, snapshotAt, type EventChunk, type Run, type RunOptions } from "@epochal/stream";
import { firstValueFrom } from "rxjs";
import { filter } from "rxjs/operators";

const print = (line: string) => process.stdout.write(`${line}\n`);
const ms = (value: number) => `${value.toFixed(2)} ms`;
const percent = (ratio: number) => `${(100 * ratio).toFixed(0)} %`;
const { spec, data } = notebook();

interface Recording {
  readonly chunks: readonly EventChunk[];
  /** From the first event to the last epoch, by the clock of the thread that trains. */
  readonly trainingMs: number;
}

function collectRun(run: Run): Promise<Recording> {
  return new Promise((resolve, reject) => {
    const chunks: EventChunk[] = [];
    let [startTime, endTime] = [0, 0];
    run.chunks$.subscribe({
      next(chunk) {
        if (chunk.type === "started") startTime = chunk.time;
        if (chunk.type === "epochs") endTime = chunk.time;
        chunks.push(chunk);
      },
      error: reject,
      complete: () => resolve({ chunks, trainingMs: endTime - startTime }),
    });
  });
}

function train(training: TrainingSpec, rows: TrainingData, options: RunOptions = {}): Promise<Recording> {
  return collectRun(startRun(training, rows, { worker: true, ...options }));
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The fastest of some tries, in milliseconds. */
function best(tries: number, work: () => void): number {
  return Math.min(...Array.from({ length: tries }, () => time(work)));
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
/** Epochs spread over the whole run, first and last included. */
const epochs = Array.from({ length: 101 }, (_, i) => 10 * i);

/** The time to restore any epoch of a recorded run, compared with training all of it. */
async function benchRecorded(): Promise<void> {
  const { chunks } = await train(spec, data);
  const recording = readRecording(chunks);
  const times = epochs.map((epoch) => best(5, () => snapshotAt(recording, data, epoch)));
  const all = best(9, () => createTrainer(spec, data, { engine: simdEngine }).advance(spec.epochs));
  print(`state of any epoch of a recorded run: ${ms(median(times))}, at most ${ms(Math.max(...times))}`);
  print(
    `  times training all ${spec.epochs} epochs (${ms(all)}): ${(median(times) / all).toFixed(1)}, at most ${(Math.max(...times) / all).toFixed(1)}`,
  );
}

/** The time from a `rewind` in this thread to the snapshot of the run in its worker. */
async function benchLive(): Promise<void> {
  const run = startRun(spec, data, { worker: true });
  let seq = 0;
  run.chunks$.subscribe((chunk) => (seq = chunk.seq));
  const next = (type: string, isIt: (chunk: EventChunk) => boolean = () => true) => {
    const after = seq;
    return firstValueFrom(run.chunks$.pipe(filter((chunk) => chunk.seq > after && chunk.type === type && isIt(chunk))));
  };
  run.command({ type: "pause" });
  await next("commanded");
  const targets = epochs.slice(0, -1).toReversed();
  const times = targets.map(() => Infinity);
  for (let round = 0; round < 5; round++) {
    run.command({ type: "rewind", epoch: 0 });
    run.command({ type: "step", epochs: spec.epochs - 1 });
    await next("snapshot", (chunk) => chunk.type === "snapshot" && chunk.epoch === spec.epochs - 1);
    for (const [i, epoch] of targets.entries()) {
      const start = performance.now();
      const shown = next("snapshot", (chunk) => chunk.type === "snapshot" && chunk.epoch === epoch);
      run.command({ type: "rewind", epoch });
      await shown;
      times[i] = Math.min(times[i]!, performance.now() - start);
    }
  }
  run.dispose();
  print(
    `rewind of a run in a worker, until its snapshot arrives: ${ms(median(times))}, at most ${ms(Math.max(...times))}`,
  );
}

async function benchSize(): Promise<void> {
  const { chunks } = await train(spec, data);
  const log = openLog(":memory:");
  log.createRun({ id: "a", name: "a", spec, data: await compressData(data) });
  const { bytes } = log.append("a", chunks);
  log.close();
  const states = chunks.filter(({ type }) => type === "snapshot").length;
  print(`the notebook's ${spec.epochs} epochs in a store: ${(bytes / 1000).toFixed(1)} kB, with ${states} snapshots`);
}

async function benchCost(count: number, rounds: number): Promise<void> {
  const longer = { ...spec, epochs: count };
  const recorded: number[] = [];
  const bare: number[] = [];
  const measure = async (to: number[], options: RunOptions) => to.push((await train(longer, data, options)).trainingMs);
  for (let i = 0; i < rounds; i++) {
    // The two alternate in going first.
    if (i % 2 === 0) await measure(bare, { snapshotBytes: 0 });
    await measure(recorded, {});
    if (i % 2 === 1) await measure(bare, { snapshotBytes: 0 });
  }
  const [more, less] = [median(recorded), median(bare)];
  print(
    `snapshots of ${count} epochs, in a worker: ${percent(more / less - 1)} more time (${ms(more)}, without ${ms(less)})`,
  );
}

async function benchBudget(): Promise<void> {
  const x = Array.from({ length: 20 }, (_, i) => i / 20);
  const layers = [dense(315, "tanh"), dense(315, "tanh"), dense(1)];
  const large: TrainingSpec = { ...spec, network: { inputs: 1, layers }, optimizer: { type: "adam" }, epochs: 60 };
  const budget = 16e6;
  const { chunks } = await train(large, { train: createDataset(x, x) }, { snapshotBytes: budget });
  const states = chunks.flatMap((chunk) => (chunk.type === "snapshot" ? [chunk.snapshot] : []));
  const sizes = states.map((one) => one.parameters.length + one.memory.length + (one.best?.parameters.length ?? 0));
  const bytes = 8 * sizes.reduce((sum, size) => sum + size, 0);
  print(
    `snapshots of a network of ${states[0]!.parameters.length} parameters: ${states.length} in a run, ${(bytes / 1e6).toFixed(1)} of ${budget / 1e6} MB`,
  );
}

await benchRecorded();
await benchLive();
await benchSize();
await benchCost(1000, 31);
await benchCost(100_000, 9);
await benchBudget();
