// Serves a run, sends it commands, and then waits to be killed; each line on stdout reports its progress.
// Arguments: the store, and what happens to the run: paused, branched, undone (during a long undo) or retold (while it replays after an undo).
import { connect } from "@epochal/client";
import { createDataset, dense, type TrainingSpec } from "@epochal/core";
import type { Run } from "@epochal/stream";
import type { Command, TrainingEvent } from "@epochal/stream/events";
import { writeSync } from "node:fs";
import { firstValueFrom } from "rxjs";
import { filter } from "rxjs/operators";
import { serve } from "../../src/index.ts";

const [store, scenario] = process.argv.slice(2) as [string, string];
const x = Array.from({ length: 100 }, (_, i) => i / 100);
const train = createDataset(
  x,
  x.map((value) => Math.sin(6 * value)),
);
/** Twenty-five updates per epoch, so that rewinding takes some time. */
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(8, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.01 },
  batchSize: 4,
  epochs: 100_000,
};

const server = await serve({ store, limits: { running: 2 } });
// Few snapshots, so that much has to be retrained.
const run = server.start(spec, { train }, { id: "a", snapshotBytes: 0 });

function firstEvent(source: Run, matches: (event: TrainingEvent) => boolean): Promise<TrainingEvent> {
  return new Promise((resolve) => {
    source.events$.subscribe((event) => {
      if (matches(event)) resolve(event);
    });
  });
}
const sendAndAwait = (command: Command, count = 1) => {
  let left = count;
  const reply = firstEvent(
    run,
    (event) => event.type === "commanded" && event.command.type === command.type && --left === 0,
  );
  run.command(command);
  return reply;
};
const reached = (epoch: number) => firstEvent(run, (event) => event.type === "epoch" && event.epoch === epoch);
const print = (text: string) => writeSync(1, `${text}\n`);

await sendAndAwait({ type: "pause" });
await sendAndAwait({ type: "step", epochs: 400 });
await reached(400);
await sendAndAwait({ type: "set", learningRate: 0.02 });
await sendAndAwait({ type: "step", epochs: 40 }, 2);
await reached(440);
switch (scenario) {
  case "paused":
    await sendAndAwait({ type: "set", learningRate: 0.005 }, 2);
    break;
  case "branched":
    // Otherwise the branch trains until it is killed, and all of that is retrained three times.
    await sendAndAwait({ type: "set", epochsPerSecond: 200 });
    await sendAndAwait({ type: "branch", epoch: 30, run: "b" });
    await firstValueFrom(
      connect(server.url)
        .run("b")
        .events$.pipe(filter(({ type }) => type === "snapshot")),
    );
    break;
  case "undone":
    run.command({ type: "undo" });
    break;
  case "retold": {
    await sendAndAwait({ type: "rewind", epoch: 10 });
    let epochs = 0;
    const replayed = firstEvent(run, (event) => event.type === "epoch" && ++epochs > 150);
    await sendAndAwait({ type: "undo" });
    await replayed;
    break;
  }
}
await server.settled();
print("ready");
