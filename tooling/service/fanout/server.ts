/** Our server, with a run that tells what it is told to tell: the child's side. Argument: the file of the store. */
import { dense, type TrainingSpec } from "@epochal/core";
import { serve } from "@epochal/server";
import type { Run } from "@epochal/stream";
import type { EpochChunk, EventChunk } from "@epochal/stream/events";
import { eventsOf } from "@epochal/stream/events";
import { concatMap, ReplaySubject } from "rxjs";
import { answerParent, epochAt, pace, usage } from "./answer-parent.mjs";

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.01 },
  epochs: 1_000_000_000,
  seed: 1,
};
const server = await serve({ store: process.argv[2]!, limits: { connections: 10_000 } });
const chunks = new Map<string, { told: ReplaySubject<EventChunk>; seq: number }>();

/** The next epochs of a run, as one chunk; they need no network. */
function tell(run: string, count: number): void {
  const one = chunks.get(run)!;
  const epochs = Array.from({ length: count }, (_, i) => epochAt(one.seq + i));
  const column = (name: "loss" | "learningRate" | "gradientNorm") => Float64Array.from(epochs, (epoch) => epoch[name]);
  const chunk: EpochChunk = {
    type: "epochs",
    seq: one.seq,
    time: Date.now(),
    epoch: one.seq,
    loss: column("loss"),
    learningRate: column("learningRate"),
    gradientNorm: column("gradientNorm"),
  };
  one.seq += count;
  one.told.next(chunk);
}

answerParent({
  port: () => server.port,
  connections: () => server.connections,
  usage,
  /** In bytes: resident, and what JavaScript and its buffers take, both when what is dead has been cleared away. */
  async memory() {
    globalThis.gc?.();
    // Buffers go when the sweep after it is through.
    await new Promise((resolve) => setTimeout(resolve, 200));
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { resident: rss, heap: heapUsed + external };
  },
  head: ({ run }: { run: string }) => chunks.get(run)!.seq - 1,
  begin({ run }: { run: string }) {
    const told = new ReplaySubject<EventChunk>(1);
    chunks.set(run, { told, seq: 1 });
    const shown: Run = {
      id: run,
      name: run,
      chunks$: told,
      events$: told.pipe(concatMap((chunk) => eventsOf(chunk))),
      command() {},
      dispose: () => told.complete(),
    };
    server.show(shown, spec);
    return server.settled();
  },
  /** So many chunks of so many epochs, at a pace; resolves when all is stored. */
  async tell({ run, count, group, perSecond }: { run: string; count: number; group: number; perSecond: number }) {
    await pace(count, perSecond, () => tell(run, group));
    await server.settled();
  },
  /** The same as fast as they are stored, in some chunks at once. */
  async fill({ run, count, group }: { run: string; count: number; group: number }) {
    for (let i = 0; i < count; i++) {
      tell(run, group);
      if (i % 100 === 99) await server.settled();
    }
    await server.settled();
  },
});
