/** Only a trainer in a thread: trains for the requested number of milliseconds, then replies. */
import { parentPort, workerData } from "node:worker_threads";
import { createTrainer } from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { trainingOf } from "../workloads.ts";

const training = workerData as "W1" | "W2";
const { spec, data } = trainingOf(training);
const trainer = createTrainer(spec, data, { engine: simdEngine });

parentPort!.on("message", (ms: number) => {
  const before = trainer.epoch;
  const start = performance.now();
  let now = start;
  while (now - start < ms) {
    // As many epochs in a call as a run does.
    trainer.advance(training === "W1" ? 1024 : 1);
    now = performance.now();
  }
  parentPort!.postMessage({ epochs: trainer.epoch - before, seconds: (now - start) / 1000 });
});
