import { hashSnapshot } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { Command, EventChunk, TrainingEvent } from "./events/index.ts";
import { readRecording, snapshotAt } from "./recording.ts";
import { replayRun, type ReplayOptions } from "./replay.ts";
import { startRun } from "./run.ts";

const { spec, data } = lineTraining({ epochs: 200 });

/** A run that was paused, changed and rewound once: epochs 21 to 30 exist twice, with different numbers. */
function recorded(): EventChunk[] {
  const clock = createFakeClock();
  const run = startRun(spec, data, { id: "a", clock });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  const send = (command: Command) => {
    run.command(command);
    clock.settle();
  };
  run.command({ type: "pause" });
  send({ type: "step", epochs: 30 });
  send({ type: "rewind", epoch: 20 });
  send({ type: "set", learningRate: 0.2 });
  send({ type: "resume" });
  return chunks;
}

function play(options: ReplayOptions = {}) {
  const clock = createFakeClock();
  const chunks = recorded();
  const replay = replayRun(chunks, { clock, ...options });
  const events: TrainingEvent[] = [];
  let isComplete = false;
  replay.events$.subscribe({ next: (event) => events.push(event), complete: () => (isComplete = true) });
  const epochs = () => events.flatMap((event) => (event.type === "epoch" ? [event.epoch] : []));
  return { clock, chunks, replay, events, epochs, isComplete: () => isComplete };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe("a replay", () => {
  test("emits the events of the run in order, and ends with it", () => {
    const { clock, chunks, events, isComplete } = play();
    clock.settle();
    const expected = chunks.flatMap<number | string>((chunk) =>
      chunk.type === "epochs" ? Array.from(chunk.loss) : [chunk.type],
    );
    expect(events.map((event) => (event.type === "epoch" ? event.loss : event.type))).toEqual(expected);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(isComplete()).toBe(true);
  });

  test("sends no event to a subscriber that has disposed of it within `next`, whatever command follows", () => {
    for (const command of [{ type: "pause" }, { type: "rewind", epoch: 150 }, { type: "stop" }] satisfies Command[]) {
      const { clock, replay } = play();
      const received: TrainingEvent[] = [];
      replay.events$.subscribe((event) => {
        received.push(event);
        if (event.type !== "epoch" || event.epoch !== 50) return;
        replay.dispose();
        replay.command(command);
      });
      clock.settle();
      expect(received.at(-1)).toMatchObject({ type: "epoch", epoch: 50 });
      expect(clock.waiting).toBe(0);
    }
  });

  test("keeps its rate limit, pauses, steps and resumes", () => {
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

  test("moves to any epoch, back and forth, and has its exact snapshot", () => {
    const { clock, replay, epochs, events, chunks } = play({ data, epochsPerSecond: 10 });
    replay.command({ type: "pause" });
    for (const epoch of [137, 25, 0, 200, 24]) {
      replay.command({ type: "rewind", epoch });
      expect(events.slice(-2)).toMatchObject([
        { type: "commanded", outcome: "applied", epoch },
        { type: "snapshot", epoch, snapshot: { epoch } },
      ]);
    }
    // There are two epochs 24: this is the one that was not rewound.
    expect(events.at(-1)).toMatchObject({
      hash: snapshotAt(readRecording(chunks), data, 24).hash,
      snapshot: { settings: { learningRate: 0.2 } },
    });
    replay.command({ type: "step" });
    clock.advance(1000);
    expect(epochs().at(-1)).toBe(25);
  });

  test("starts at the epoch `from`, after everything before it", () => {
    const { clock, epochs, events } = play({ data, from: 100, epochsPerSecond: 1 });
    clock.advance(10);
    expect(epochs()).toEqual([...upTo(30), ...upTo(100).slice(20)]);
    expect(events.at(-1)).toMatchObject({ type: "snapshot", epoch: 100 });
  });

  test("that is rewound during a step pauses there", () => {
    const { clock, replay, epochs } = play({ epochsPerSecond: 10 });
    replay.command({ type: "pause" });
    replay.command({ type: "step", epochs: 9 });
    clock.advance(550);
    replay.command({ type: "rewind", epoch: 2 });
    clock.advance(5000);
    expect(epochs()).toEqual(upTo(5));
  });

  test("of a resumed run rewinds to the snapshot that the run resumed from", () => {
    const from = snapshotAt(readRecording(recorded()), data, 50).snapshot;
    const clock = createFakeClock();
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

  test("gives epochs that were stored with times new times", () => {
    const clock = createFakeClock();
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
  ])("rejects %o", (command) => {
    const { clock, replay, events } = play();
    replay.command(command);
    expect(events.at(-1)).toMatchObject({ type: "commanded", outcome: "refused", reason: expect.any(String) });
    clock.settle();
    expect(events.at(-1)!.type).toBe("finished");
  });

  test("ends with `stop`", () => {
    const { clock, replay, isComplete } = play({ epochsPerSecond: 1 });
    replay.command({ type: "stop" });
    expect(isComplete()).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  test("needs chunks from `started` on, and an epoch that exists", () => {
    expect(() => replayRun(recorded().slice(1))).toThrow(
      'replayRun: expected "started" as the first event, got "snapshot"',
    );
    expect(() => replayRun(recorded(), { from: 1000 })).toThrow("expected an epoch from 0 to 200, got 1000");
  });
});
