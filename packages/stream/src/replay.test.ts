import { hashSnapshot } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createManualClock } from "../test/manual-clock.ts";
import type { Command, EventChunk, TrainingEvent } from "./events/index.ts";
import { readRecording, snapshotAt } from "./recording.ts";
import { replayRun, type ReplayOptions } from "./replay.ts";
import { startRun } from "./run.ts";

const { spec, data } = lineTraining({ epochs: 200 });

/** A run that was paused, changed and taken back once: epochs 21 to 30 are told twice, with other numbers. */
function recorded(): EventChunk[] {
  const clock = createManualClock();
  const run = startRun(spec, data, { id: "a", clock });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  const say = (command: Command) => {
    run.command(command);
    clock.settle();
  };
  run.command({ type: "pause" });
  say({ type: "step", epochs: 30 });
  say({ type: "rewind", epoch: 20 });
  say({ type: "set", learningRate: 0.2 });
  say({ type: "resume" });
  return chunks;
}

function play(options: ReplayOptions = {}) {
  const clock = createManualClock();
  const chunks = recorded();
  const replay = replayRun(chunks, { clock, ...options });
  const events: TrainingEvent[] = [];
  let isOver = false;
  replay.events$.subscribe({ next: (event) => events.push(event), complete: () => (isOver = true) });
  const epochs = () => events.flatMap((event) => (event.type === "epoch" ? [event.epoch] : []));
  return { clock, chunks, replay, events, epochs, isOver: () => isOver };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe("a replay", () => {
  test("tells what the run told, in order, and ends as it did", () => {
    const { clock, chunks, events, isOver } = play();
    clock.settle();
    const told = chunks.flatMap<number | string>((chunk) =>
      chunk.type === "epochs" ? Array.from(chunk.loss) : [chunk.type],
    );
    expect(events.map((event) => (event.type === "epoch" ? event.loss : event.type))).toEqual(told);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(isOver()).toBe(true);
  });

  test("keeps its pace, pauses, steps and goes on", () => {
    const { clock, replay, epochs, events } = play({ epochsPerSecond: 10 });
    clock.advance(450);
    expect(epochs()).toEqual(upTo(4));
    replay.command({ type: "pause" });
    clock.advance(5000);
    expect(epochs()).toEqual(upTo(4));
    replay.command({ type: "step", epochs: 2 });
    clock.advance(5000);
    expect(epochs()).toEqual(upTo(6));
    replay.command({ type: "set", epochsPerSecond: 0 });
    replay.command({ type: "resume" });
    clock.settle();
    expect(events.at(-1)!.type).toBe("finished");
  });

  test("goes to any epoch, back and forth, and has its state to the last bit", () => {
    const { clock, replay, epochs, events, chunks } = play({ data, epochsPerSecond: 10 });
    replay.command({ type: "pause" });
    for (const epoch of [137, 25, 0, 200, 24]) {
      replay.command({ type: "rewind", epoch });
      expect(events.slice(-2)).toMatchObject([
        { type: "commanded", outcome: "applied", epoch },
        { type: "snapshot", epoch, snapshot: { epoch } },
      ]);
    }
    // Of the two epochs 24 the one that was not taken back.
    expect(events.at(-1)).toMatchObject({
      hash: snapshotAt(readRecording(chunks), data, 24).hash,
      snapshot: { settings: { learningRate: 0.2 } },
    });
    replay.command({ type: "step" });
    clock.advance(1000);
    expect(epochs().at(-1)).toBe(25);
  });

  test("begins where it is told to, with all that came before", () => {
    const { clock, epochs, events } = play({ data, from: 100, epochsPerSecond: 1 });
    clock.advance(10);
    expect(epochs()).toEqual([...upTo(30), ...upTo(100).slice(20)]);
    expect(events.at(-1)).toMatchObject({ type: "snapshot", epoch: 100 });
  });

  test("that is taken back on the way of a step stands still there", () => {
    const { clock, replay, epochs } = play({ epochsPerSecond: 10 });
    replay.command({ type: "pause" });
    replay.command({ type: "step", epochs: 9 });
    clock.advance(550);
    replay.command({ type: "rewind", epoch: 2 });
    clock.advance(5000);
    expect(epochs()).toEqual(upTo(5));
  });

  test("of a run that began at a state of another one goes back to that state, from wherever it stands", () => {
    const from = snapshotAt(readRecording(recorded()), data, 50).snapshot;
    const clock = createManualClock();
    const chunks: EventChunk[] = [];
    startRun(spec, data, { from, clock }).chunks$.subscribe((chunk) => chunks.push(chunk));
    clock.settle();
    const replay = replayRun(chunks, { clock, data, epochsPerSecond: 10 });
    const events: TrainingEvent[] = [];
    replay.events$.subscribe((event) => events.push(event));
    for (const ms of [0, 1000]) {
      clock.advance(ms);
      replay.command({ type: "rewind", epoch: 50 });
      expect(events.slice(-2)).toMatchObject([
        { type: "commanded", outcome: "applied", epoch: 50 },
        { type: "snapshot", epoch: 50, hash: hashSnapshot(from) },
      ]);
    }
    replay.dispose();
  });

  test("of a stored run, whose epochs have times of their own, tells its own", () => {
    const clock = createManualClock();
    const chunks = recorded().map((chunk) =>
      chunk.type === "epochs" ? { ...chunk, times: new Float64Array(chunk.loss.length).fill(-1) } : chunk,
    );
    const times: number[] = [];
    replayRun(chunks, { clock }).events$.subscribe(({ time }) => times.push(time));
    clock.settle();
    expect(times.filter((time) => time < 0)).toEqual([]);
  });

  test.each<Command>([
    { type: "resume" },
    { type: "step" },
    { type: "set", learningRate: 1 },
    { type: "undo" },
    { type: "checkpoint", name: "a" },
    { type: "branch" },
    { type: "rewind", epoch: 201 },
    { type: "rewind", checkpoint: "a" },
    { type: "step", epochs: 0 },
    { type: "set", epochsPerSecond: -1 },
  ])("refuses %o", (command) => {
    const { clock, replay, events } = play();
    replay.command(command);
    expect(events.at(-1)).toMatchObject({ type: "commanded", outcome: "refused", reason: expect.any(String) });
    clock.settle();
    expect(events.at(-1)!.type).toBe("finished");
  });

  test("is over when it is stopped", () => {
    const { clock, replay, isOver } = play({ epochsPerSecond: 1 });
    replay.command({ type: "stop" });
    expect(isOver()).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  test("of no run is refused", () => {
    expect(() => replayRun(recorded().slice(1))).toThrow(
      'replayRun: expected "started" as the first event, got "snapshot"',
    );
    expect(() => replayRun(recorded(), { from: 1000 })).toThrow("expected an epoch from 0 to 200, got 1000");
  });
});
