/** The runs for the golden frames: real trainings from fixed seeds, with the same events each time. */
import { readFileSync } from "node:fs";
import { createDataset, createRandom, dense, split, type TrainingData, type TrainingSpec } from "@epochal/core";
import { notebook, parseCsv, recipe } from "@epochal/data";
import { startRun, type Command, type TrainingEvent } from "@epochal/stream";
// @boundaries-ignore the fake of stream's clock
import { createFakeClock } from "../../packages/stream/test/fake-clock.ts";

export interface Recording {
  readonly name: string;
  readonly events: readonly TrainingEvent[];
}

/** A command, and the epoch after which it is sent. */
interface TimedCommand {
  readonly epoch: number;
  readonly command: Command;
}

/** Epochs per second, a typical rate for watching. */
const PACE = 200;
const MIDNIGHT = Date.UTC(2026, 0, 1);
/** The time that each reading of the clock takes: a power of two, which adds up without rounding. */
const TICK_MS = 1 / 16;

/** Trains up to epoch `until`, by default to the end. */
function record(
  name: string,
  spec: TrainingSpec,
  data: TrainingData,
  { until = Infinity, commands = [] }: { until?: number; commands?: readonly TimedCommand[] } = {},
): Recording {
  const clock = createFakeClock({ startMs: MIDNIGHT, tickMs: TICK_MS });
  const run = startRun(spec, data, { id: "7f3a", name, clock, epochsPerSecond: PACE });
  const events: TrainingEvent[] = [];
  let epoch = 0;
  run.events$.subscribe((event) => {
    events.push(event);
    if (event.type === "epoch") epoch = event.epoch;
  });
  for (const timed of commands) {
    clock.advanceUntil(() => epoch >= timed.epoch);
    run.command(timed.command);
  }
  clock.advanceUntil(() => epoch >= until);
  run.dispose();
  return { name, events };
}

/** y = 3x + 2, the first example; a command doubles its learning rate. */
function line(): Recording {
  const { spec, data } = notebook();
  const commands = [{ epoch: 400, command: { type: "set", learningRate: 0.02 } }] as const;
  return record("notebook", spec, data, { until: 640, commands });
}

/** A table, with the whole recipe. */
function cars(): Recording {
  const table = parseCsv(readFileSync(new URL("../../apps/examples/data/cars.csv", import.meta.url), "utf8"));
  const { spec, data } = recipe(table, { target: "mpg", epochs: 60 });
  return record("cars.csv", spec, data);
}

/** A surface over two inputs. */
function surface(): Recording {
  const random = createRandom(11);
  const x = Array.from({ length: 240 }, () => [4 * random.rand() - 2, 4 * random.rand() - 2]);
  // Sums and products only, which have the same bits on every machine.
  const y = x.map(([a = 0, b = 0]) => a * a - b * b + a * b + 0.2 * random.randn());
  const spec: TrainingSpec = {
    network: { inputs: 2, layers: [dense(16, "relu"), dense(12, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 32,
    epochs: 200,
    seed: 5,
  };
  return record("saddle", spec, split(createDataset(x, y), 0.8), { until: 130 });
}

/** A learning rate that is far too high. */
function diverged(): Recording {
  const { spec, data } = notebook();
  return record("too-fast", { ...spec, optimizer: { ...spec.optimizer, learningRate: 3 } }, data);
}

/** Trains all runs. */
export function makeRecordings(): Recording[] {
  return [line(), cars(), surface(), diverged()];
}
