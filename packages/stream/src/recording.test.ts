import { createTrainer, hashSnapshot } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createManualClock } from "../test/manual-clock.ts";
import type { Command, EventChunk } from "./events/index.ts";
import { readRecording, resumeOptions, snapshotAt } from "./recording.ts";
import { startRun, type RunOptions } from "./run.ts";

/** Four updates in an epoch. */
const { spec, data } = lineTraining({ epochs: 40 });

/** What a run tells that is paused at once, and to which these commands are given one after another. */
function told(commands: readonly Command[], options: RunOptions = {}): EventChunk[] {
  const clock = createManualClock();
  const run = startRun(spec, data, { id: "a", clock, ...options });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  for (const command of [{ type: "pause" } as const, ...commands]) {
    run.command(command);
    clock.settle();
  }
  return chunks;
}
const set = (learningRate: number): Command => ({ type: "set", learningRate });

describe("the state to go on from", () => {
  test("has what was set last, where that was changed twice in one place", () => {
    const { from, ahead } = resumeOptions(readRecording(told([{ type: "step", epochs: 10 }, set(0.02), set(0.01)])));
    expect(from).toMatchObject({ epoch: 10, settings: { learningRate: 0.01 } });
    expect(ahead).toEqual([]);
  });

  test("is followed by what was set behind it, to the last of it, where the process died before it told the state", () => {
    const chunks = told([{ type: "step", epochs: 10 }, set(0.02), set(0.01)]);
    expect(chunks.at(-1)!.type).toBe("snapshot");
    const { from, ahead } = resumeOptions(readRecording(chunks.slice(0, -1)));
    const resumed = told([{ type: "step" }], { from: from!, ahead });
    expect(readRecording(resumed).snapshots.at(-1)!.snapshot.settings).toMatchObject({ learningRate: 0.01 });
  });
});

test("a run that was paused, or on the way of a step, begins paused when it goes on", () => {
  const step = told([{ type: "step", epochs: 10 }]);
  const { isPaused, ...state } = resumeOptions(readRecording(step));
  expect(isPaused).toBe(true);
  expect(resumeOptions(readRecording(step.slice(0, 2))).isPaused).toBe(false);
  const clock = createManualClock();
  const run = startRun(spec, data, { clock, from: state.from!, isPaused });
  const types: string[] = [];
  run.events$.subscribe((event) => types.push(event.type === "commanded" ? event.command.type : event.type));
  clock.settle();
  expect(types).toEqual(["started", "snapshot", "pause"]);
  run.command({ type: "resume" });
  clock.settle();
  expect(types.at(-1)).toBe("finished");
});

test("a run that began in the middle of an epoch has the state that it began at, where that epoch is asked for", () => {
  const trainer = createTrainer(spec, data);
  for (let i = 0; i < 42; i++) trainer.step();
  const from = trainer.snapshot();
  const recording = readRecording(told([{ type: "step", epochs: 3 }], { from }));
  expect(snapshotAt(recording, data, 10).hash).toBe(hashSnapshot(from));
  trainer.advance(1);
  expect(snapshotAt(recording, data, 11).hash).toBe(hashSnapshot(trainer.snapshot()));
});
