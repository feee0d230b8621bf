/** Runs whose wall clock is set, or whose process is suspended, in the middle of a slice. */
import { describe, expect, test } from "vitest";
import type { EventChunk, TrainingEvent } from "../src/events/index.ts";
import { replayRun } from "../src/replay.ts";
import { startRun, type RunOptions } from "../src/run.ts";
import { lineTraining } from "./line.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

const HOUR_MS = 3_600_000;
const { spec, data } = lineTraining({ epochs: 10_000 });

/** Calls `disturb` in the middle of the slice in which a snapshot of epoch 100 is emitted. */
function disturbedRun(options: RunOptions, disturb: (clock: FakeClock) => void) {
  const clock = createFakeClock({ tickMs: options.epochsPerSecond ? 1 / 64 : 1 });
  const run = startRun(spec, data, { id: "a", clock, ...options });
  const events: TrainingEvent[] = [];
  let isDisturbed = false;
  run.events$.subscribe((event) => {
    events.push(event);
    if (event.type !== "snapshot" || event.epoch !== 100) return;
    isDisturbed = true;
    disturb(clock);
  });
  const epoch = () => events.findLast((event) => event.type === "epoch")?.epoch ?? 0;
  const turnUntilDisturbed = () => {
    while (!isDisturbed) clock.turn();
  };
  return { clock, run, events, epoch, turnUntilDisturbed };
}

describe.each([
  ["back", -HOUR_MS],
  ["forth", HOUR_MS],
])("when the wall clock is set %s by an hour", (_, ms) => {
  test("a rate-limited run keeps its rate, and only the times of its events jump", () => {
    const { clock, events, epoch } = disturbedRun({ epochsPerSecond: 100 }, () => clock.shiftWallTime(ms));
    clock.advance(5000);
    expect(epoch()).toBeGreaterThan(480);
    expect(epoch()).toBeLessThanOrEqual(500);
    const jump = events.at(-1)!.time - events[0]!.time - ms;
    expect(jump).toBeGreaterThan(4000);
    expect(jump).toBeLessThanOrEqual(5000);
    // People watch it: a snapshot a second.
    const snapshots = events.flatMap((event) => (event.type === "snapshot" && event.epoch > 10 ? [event.epoch] : []));
    expect(snapshots.length).toBeGreaterThanOrEqual(4);
    expect(snapshots.length).toBeLessThan(7);
  });

  test("a run without a limit keeps its slices and handles commands", () => {
    const { clock, run, events, epoch, turnUntilDisturbed } = disturbedRun({}, () => clock.shiftWallTime(ms));
    turnUntilDisturbed();
    expect(epoch()).toBeLessThan(120);
    run.command({ type: "pause" });
    expect(events.findLast(({ type }) => type === "commanded")).toMatchObject({ outcome: "applied" });
    const paused = epoch();
    clock.settle();
    expect(epoch()).toBe(paused);
  });

  test("time limit and snapshot interval stay as they are", () => {
    const { clock, events } = disturbedRun({ timeLimitMs: 1000, snapshotEveryMs: 100 }, () => clock.shiftWallTime(ms));
    clock.settle();
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
    const duration = events.at(-1)!.time - events[0]!.time - ms;
    expect(duration).toBeGreaterThanOrEqual(950);
    expect(duration).toBeLessThan(1100);
    const afterwards = events.flatMap(({ type, time }) =>
      type === "snapshot" && time !== events[1]!.time ? [time] : [],
    );
    const gaps = afterwards.slice(1).map((time, i) => time - afterwards[i]!);
    expect(Math.max(...gaps.filter((gap) => Math.abs(gap) < HOUR_MS / 2))).toBeLessThan(120);
  });

  test("a replay keeps its rate", () => {
    const { clock: recordingClock, run } = disturbedRun({}, () => {});
    const chunks: EventChunk[] = [];
    run.chunks$.subscribe((chunk) => chunks.push(chunk));
    recordingClock.settle();
    const clock = createFakeClock({ tickMs: 1 / 64 });
    const replay = replayRun(chunks, { clock, epochsPerSecond: 100 });
    let epoch = 0;
    replay.events$.subscribe((event) => {
      if (event.type !== "epoch") return;
      epoch = event.epoch;
      if (epoch === 100) clock.shiftWallTime(ms);
    });
    clock.advance(5000);
    expect(epoch).toBeGreaterThan(480);
    expect(epoch).toBeLessThanOrEqual(500);
  });
});

describe("when the process is suspended for an hour", () => {
  test.each([0, 100])("the time limit counts a second of it at most, at %i epochs per second", (epochsPerSecond) => {
    const options = { timeLimitMs: 4000, epochsPerSecond };
    const { clock, events } = disturbedRun(options, () => clock.suspend(HOUR_MS));
    clock.advance(HOUR_MS + 10_000);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
    const duration = events.at(-1)!.time - events[0]!.time - HOUR_MS;
    expect(duration).toBeGreaterThan(2900);
    expect(duration).toBeLessThan(4100);
  });
});
