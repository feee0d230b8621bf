/** Our server in a child process, with runs that emit epochs on request. Argument: the file of the store, or the address of a NATS server. */
import { dense, type TrainingSpec } from "@epochal/core";
import { openNatsLog } from "@epochal/log-nats";
import { serve } from "@epochal/server";
import type { Run } from "@epochal/stream";
import type { EventChunk } from "@epochal/stream/events";
import { eventsOf } from "@epochal/stream/events";
import { concatMap, ReplaySubject } from "rxjs";
import { serveParent, epochAt, pace, usage } from "./serve-parent.mjs";

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.01 },
  epochs: 1_000_000_000,
  seed: 1,
};
const place = process.argv[2]!;
const server = await serve({
  ...(place.startsWith("nats:") ? { openLog: (now: () => number) => openNatsLog(place, { now }) } : { store: place }),
  limits: { connections: 10_000 },
});
const chunks = new Map<string, { emitted: ReplaySubject<EventChunk>; seq: number }>();

/** Emits the next epochs of a run as one chunk, without training. */
function emitEpochs(run: string, count: number): void {
  const one = chunks.get(run)!;
  const epochs = Array.from({ length: count }, (_, i) => epochAt(one.seq + i));
  const column = (name: "loss" | "learningRate" | "gradientNorm") => Float64Array.from(epochs, (epoch) => epoch[name]);
  const columns = { loss: column("loss"), learningRate: column("learningRate"), gradientNorm: column("gradientNorm") };
  const { seq } = one;
  one.seq += count;
  one.emitted.next({ type: "epochs", seq, time: Date.now(), epoch: seq, ...columns });
}

serveParent({
  port: () => server.port,
  connections: () => server.connections,
  usage,
  /** Resident memory, and JavaScript heap and buffers, in bytes, after garbage collection. */
  async memory() {
    globalThis.gc?.();
    // Buffers are freed by the sweep afterwards.
    await new Promise((resolve) => setTimeout(resolve, 200));
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { resident: rss, heap: heapUsed + external };
  },
  head: ({ run }: { run: string }) => chunks.get(run)!.seq - 1,
  begin({ run }: { run: string }) {
    const chunks$ = new ReplaySubject<EventChunk>(1);
    chunks.set(run, { emitted: chunks$, seq: 1 });
    const shown: Run = {
      id: run,
      name: run,
      chunks$: chunks$,
      events$: chunks$.pipe(concatMap((chunk) => eventsOf(chunk))),
      command() {},
      dispose: () => chunks$.complete(),
    };
    server.show(shown, spec);
    return server.settled();
  },
  /** Emits `count` chunks of `group` epochs at a fixed rate; resolves when all are stored. */
  async emit({ run, count, group, perSecond }: { run: string; count: number; group: number; perSecond: number }) {
    await pace(count, perSecond, () => emitEpochs(run, group));
    await server.settled();
  },
  /** The same, as fast as they can be stored, 100 chunks at a time. */
  async fill({ run, count, group }: { run: string; count: number; group: number }) {
    for (let i = 0; i < count; i++) {
      emitEpochs(run, group);
      if (i % 100 === 99) await server.settled();
    }
    await server.settled();
  },
});
