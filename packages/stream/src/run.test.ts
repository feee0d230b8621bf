import { dense } from "@epochal/core";
import { firstValueFrom, lastValueFrom, Subject, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { Command, TrainingEvent } from "./events/index.ts";
import { startRun } from "./run.ts";

const { spec, data } = lineTraining({ epochs: 1000 });

/** A run on a manual clock, in slices of a few epochs, and its events. */
function manualRun() {
  const clock = createFakeClock({ tickMs: 1 });
  const run = startRun(spec, data, { id: "a", clock });
  const events: TrainingEvent[] = [];
  run.events$.subscribe((event) => events.push(event));
  return { clock, run, events };
}

function lastEpoch(events: readonly TrainingEvent[]): number {
  return events.findLast((event) => event.type === "epoch")?.epoch ?? 0;
}

function withoutTime({ time: _, ...event }: TrainingEvent): object {
  return event;
}

describe("startRun", () => {
  test("sends a late subscriber all past events, then the next ones", async () => {
    const run = startRun(spec, data);
    const early = lastValueFrom(run.events$.pipe(toArray()));
    await firstValueFrom(run.events$);
    const late = lastValueFrom(run.events$.pipe(toArray()));
    expect(await late).toEqual(await early);
    expect(await lastValueFrom(run.events$.pipe(toArray()))).toEqual(await early);
  });

  test("trains on without subscribers", () => {
    const clock = createFakeClock();
    const run = startRun(spec, data, { clock });
    run.events$.subscribe(() => {}).unsubscribe();
    clock.settle();
    let last: TrainingEvent | undefined;
    run.events$.subscribe((event) => (last = event));
    expect(last).toMatchObject({ type: "finished", epoch: 1000 });
  });

  test("pauses, steps, resumes and stops, and replies to each command with an event", () => {
    const { clock, run, events } = manualRun();
    const send = (command: Command) => {
      run.command(command);
      return events.findLast((event) => event.type === "commanded");
    };
    expect(send({ type: "pause" })).toMatchObject({ outcome: "applied" });
    clock.settle();
    const paused = lastEpoch(events);
    expect(send({ type: "step", epochs: 3 })).toMatchObject({ outcome: "applied", epoch: paused });
    clock.settle();
    expect(lastEpoch(events)).toBe(paused + 3);
    expect(clock.waiting).toBe(0);
    expect(send({ type: "set", learningRate: 0.001 })).toMatchObject({ outcome: "applied" });
    send({ type: "step" });
    clock.settle();
    expect(events.findLast((event) => event.type === "epoch")).toMatchObject({
      epoch: paused + 4,
      learningRate: 0.001,
    });
    expect(events.findLast((event) => event.type === "snapshot")).toMatchObject({ epoch: paused + 4 });
    expect(send({ type: "resume" })).toMatchObject({ outcome: "applied" });
    send({ type: "stop" });
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
    expect(clock.waiting).toBe(0);
  });

  test.each<[Command, string]>([
    [{ type: "resume" }, "the run is not paused"],
    [{ type: "step", epochs: 0 }, "expected epochs to be an integer ≥ 1, got 0"],
    [{ type: "set" }, "nothing to set: name a setting, such as learningRate or epochsPerSecond"],
    [{ type: "step" }, "the run is not paused: pause it first"],
    [{ type: "rewind", epoch: 1 }, "expected an epoch from 0 to 0, got 1"],
    [{ type: "rewind", epoch: 0.5 }, "expected an epoch from 0 to 0, got 0.5"],
    [{ type: "rewind", epoch: 0, checkpoint: "a" }, "expected either an epoch or a checkpoint"],
    [{ type: "rewind" }, "expected either an epoch or a checkpoint"],
    [{ type: "rewind", checkpoint: "a" }, 'expected the name of a checkpoint, got "a": there are none'],
    [{ type: "undo" }, "nothing to undo: no setting was changed and the run was not rewound"],
    [{ type: "checkpoint", name: "" }, 'expected a name of 1 to 64 characters, got ""'],
    [{ type: "branch" }, "this run cannot branch: it was started without `onBranch`"],
    [
      { type: "set", momentum: 0.5, learningRate: 0.1 },
      "trainer.set: expected setting of gradientDescent or the training to be one of learningRate, l1, l2, batchSize, epochs, patience, " +
        'got "momentum"',
    ],
    [{ type: "set", batchSize: 2.5 }, "trainer.set: expected batchSize to be an integer ≥ 1, got 2.5"],
    [{ type: "set", epochs: 0 }, "trainer.set: expected epochs to be an integer ≥ 1, got 0"],
    [{ type: "set", learningRate: -1 }, "trainer.set: expected learningRate to be a number ≥ 0, got -1"],
    [{ type: "set", epochsPerSecond: Number.NaN }, "expected epochsPerSecond to be a number ≥ 0, got NaN"],
    [
      { type: "dance" } as unknown as Command,
      'expected a command of type pause, resume, step, set, checkpoint, undo, rewind, branch, stop, got "dance"',
    ],
  ])("rejects %o with a reason, and changes nothing", (command, reason) => {
    const { clock, run, events } = manualRun();
    run.command(command);
    expect(events.at(-1)).toMatchObject({ type: "commanded", outcome: "refused", reason });
    clock.settle();
    const undisturbed = manualRun();
    undisturbed.clock.settle();
    const epochs = (all: readonly TrainingEvent[]) =>
      all.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
    expect(epochs(events)).toEqual(epochs(undisturbed.events));
  });

  test("trains no epoch while it is paused", () => {
    const { clock, run, events } = manualRun();
    clock.turn();
    clock.turn();
    run.command({ type: "pause" });
    const paused = lastEpoch(events);
    expect(paused).toBeGreaterThan(0);
    clock.settle();
    expect(lastEpoch(events)).toBe(paused);
    expect(events.findLast(({ type }) => type === "snapshot")).toMatchObject({ epoch: paused });
    run.command({ type: "resume" });
    clock.settle();
    expect(events.at(-1)).toMatchObject({ type: "finished", epoch: 1000 });
  });

  test("handles commands that a subscriber sends on a snapshot", () => {
    const clock = createFakeClock({ tickMs: 1 });
    const run = startRun(spec, data, { clock, snapshotEveryMs: 1 });
    const events: TrainingEvent[] = [];
    let paused: number | undefined;
    run.events$.subscribe((event) => {
      events.push(event);
      if (event.type !== "snapshot" || event.epoch === 0) return;
      if (paused === undefined) run.command({ type: "pause" });
      paused ??= event.epoch;
      if (event.epoch === paused + 4) run.command({ type: "stop" });
    });
    clock.settle();
    expect(lastEpoch(events)).toBe(paused);
    run.command({ type: "step", epochs: 4 });
    clock.settle();
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped", epoch: paused! + 4 });
    expect(clock.waiting).toBe(0);
    run.command({ type: "resume" });
    expect(events.at(-1)?.type).toBe("finished");
  });

  test.each<Command>([{ type: "set", learningRate: 0.01 }, { type: "step" }, { type: "pause" }, { type: "stop" }])(
    "emits its first events before the reply to %o",
    (command) => {
      const { run, events } = manualRun();
      run.command(command);
      expect(events.slice(0, 3).map(({ type }) => type)).toEqual(["started", "snapshot", "commanded"]);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    },
  );

  test.each([false, true])(
    "sends no event after a subscriber has disposed of it within `next`, worker: %s",
    async (worker) => {
      const run = startRun(spec, data, { worker });
      const received: string[] = [];
      await new Promise<void>((complete) => {
        run.events$.subscribe({
          next(event) {
            received.push(`${event.type} ${"epoch" in event ? event.epoch : ""}`);
            if (event.type === "epoch" && event.epoch === 55) run.dispose();
          },
          complete,
        });
      });
      expect(received.at(-1)).toBe("epoch 55");
    },
  );

  test.each([false, true])(
    "stopWithNotice ends the run as `stop` does, with a notice before it; called by a subscriber: %s",
    (isNested) => {
      const { clock, run, events } = manualRun();
      const stop = () => run.stopWithNotice?.("the store is full");
      if (isNested) run.events$.subscribe(({ type }) => type === "epoch" && stop());
      clock.advance(1);
      if (!isNested) stop();
      clock.settle();
      stop();
      expect(events.filter(({ type }) => type !== "snapshot").slice(-3)).toMatchObject([
        { type: "noticed", text: "the store is full" },
        { type: "commanded", command: { type: "stop" }, outcome: "applied" },
        { type: "finished", reason: "stopped" },
      ]);
      expect(events.filter(({ type }) => type === "noticed")).toHaveLength(1);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    },
  );

  test("ignores a command after the end", () => {
    const { clock, run, events } = manualRun();
    clock.settle();
    const count = events.length;
    run.command({ type: "pause" });
    expect(events).toHaveLength(count);
  });

  test("trains no epoch when it is stopped while paused", () => {
    const { clock, run, events } = manualRun();
    run.command({ type: "pause" });
    clock.settle();
    const epoch = lastEpoch(events);
    run.command({ type: "stop" });
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped", epoch });
  });
});

describe("startRun in a worker", () => {
  test("emits the same events as in this thread", async () => {
    const short = lineTraining({ epochs: 50 });
    const here = startRun(short.spec, short.data, { id: "a" });
    const there = startRun(short.spec, short.data, { id: "a", worker: true });
    const eventsOf = async (run: typeof here) => (await lastValueFrom(run.events$.pipe(toArray()))).map(withoutTime);
    expect(await eventsOf(there)).toEqual(await eventsOf(here));
  });

  test("emits the same events in a worker that has trained other runs before", async () => {
    const eventsOf = async (epochs: number, learningRate: number) => {
      const training = lineTraining({ epochs });
      const options = { id: "a", worker: true, workerHeapBytes: 64e6 };
      const run = startRun({ ...training.spec, optimizer: { type: "adam", learningRate } }, training.data, options);
      return (await lastValueFrom(run.events$.pipe(toArray()))).map(withoutTime);
    };
    const first = await eventsOf(50, 0.01);
    await eventsOf(20, 1e6);
    expect(await eventsOf(50, 0.01)).toEqual(first);
  });

  test("fails alone if its spec does not fit into the heap of its worker", async () => {
    const layers = Array.from({ length: 500 }, () => dense(1));
    const network = { inputs: 1, members: 200, layers };
    const run = startRun({ ...spec, network }, data, { worker: true, workerHeapBytes: 32e6 });
    await expect(lastValueFrom(run.events$)).rejects.toMatchObject({ code: "ERR_WORKER_OUT_OF_MEMORY" });
  });

  test("stops training while it is held, but handles commands, and continues", async () => {
    const endless = lineTraining({ epochs: 1_000_000_000 });
    const run = startRun(endless.spec, endless.data, { worker: true });
    const received = { chunks: 0 };
    run.chunks$.subscribe(({ type }) => (received.chunks += type === "epochs" ? 1 : 0));
    const replies$ = new Subject<void>();
    run.chunks$.subscribe(({ type }) => type === "commanded" && replies$.next());
    await firstValueFrom(run.chunks$);
    const sendMany = async (count: number) => {
      for (let i = 1; i <= count; i++) {
        const reply = firstValueFrom(replies$);
        run.command({ type: "set", learningRate: 0.001 + 1e-6 * i });
        await reply;
      }
    };
    run.hold!(true);
    // Replies are not acknowledged either, and 16 unacknowledged chunks make it wait.
    await sendMany(20);
    const whileHeld = received.chunks;
    await sendMany(300);
    expect(received.chunks).toBe(whileHeld);
    run.hold!(false);
    await new Promise<void>((resolve) => {
      run.chunks$.subscribe(() => received.chunks > whileHeld + 20 && resolve());
    });
    run.dispose();
  });

  test("leaves this thread free: timers fire, and commands reach it", async () => {
    const endless = lineTraining({ epochs: 1_000_000_000 });
    const run = startRun(endless.spec, endless.data, { worker: true });
    const epochs: number[] = [];
    const lastEvent = new Promise<TrainingEvent>((resolve, reject) => {
      let last: TrainingEvent | undefined;
      run.chunks$.subscribe({
        next(chunk) {
          if (chunk.type === "epochs") epochs.push(chunk.epoch);
          else last = chunk;
        },
        error: reject,
        complete: () => last && resolve(last),
      });
    });
    // Chunks received at each tick: five different counts mean that timers fired repeatedly between chunks.
    const countsAtTicks = new Set<number>();
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        countsAtTicks.add(epochs.length);
        if (countsAtTicks.size < 5) return;
        clearInterval(timer);
        resolve();
      }, 10);
    });
    run.command({ type: "stop" });
    expect(await lastEvent).toMatchObject({ type: "finished", reason: "stopped" });
    expect(epochs.length).toBeGreaterThan(3);
  });

  test("reports an invalid spec as the error of its events", async () => {
    const run = startRun({ ...spec, epochs: -1 }, data, { worker: true });
    await expect(lastValueFrom(run.events$)).rejects.toThrow(
      "createTrainer: expected epochs to be an integer ≥ 1, got -1",
    );
  });

  test("takes only the part of a command that it stores to the worker", async () => {
    const run = startRun(spec, data, { worker: true, epochsPerSecond: 1 });
    // A function cannot be sent to a worker.
    run.command({ type: "stop", comment: () => {} } as Command);
    const events = await lastValueFrom(run.events$.pipe(toArray()));
    expect(events.findLast(({ type }) => type === "commanded")).toMatchObject({ command: { type: "stop" } });
  });

  test("ends immediately when it is disposed of", async () => {
    const run = startRun(spec, data, { worker: true, epochsPerSecond: 1 });
    const events = lastValueFrom(run.events$.pipe(toArray()));
    await firstValueFrom(run.events$);
    run.dispose();
    expect((await events).at(-1)?.type).not.toBe("finished");
  });
});
