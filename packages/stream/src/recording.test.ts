import { createTrainer, hashSnapshot } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { Command, EventChunk } from "./events/index.ts";
import { readRecording, resumeOptions, snapshotAt } from "./recording.ts";
import { startRun, type RunOptions } from "./run.ts";

/** Four updates per epoch. */
const { spec, data } = lineTraining({ epochs: 40 });

/** The chunks of a run that starts paused and receives these commands one by one. */
function record(commands: readonly Command[], options: RunOptions = {}): EventChunk[] {
  const clock = createFakeClock();
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

describe("resumeOptions", () => {
  test("has the last of two changes at the same position in its snapshot", () => {
    const { from, ahead } = resumeOptions(readRecording(record([{ type: "step", epochs: 10 }, set(0.02), set(0.01)])));
    expect(from).toMatchObject({ epoch: 10, settings: { learningRate: 0.01 } });
    expect(ahead).toEqual([]);
  });

  test("has the changes after its snapshot if the process died before the next one", () => {
    const chunks = record([{ type: "step", epochs: 10 }, set(0.02), set(0.01)]);
    expect(chunks.at(-1)!.type).toBe("snapshot");
    const { from, ahead } = resumeOptions(readRecording(chunks.slice(0, -1)));
    const resumed = record([{ type: "step" }], { from: from!, ahead });
    expect(readRecording(resumed).snapshots.at(-1)!.snapshot.settings).toMatchObject({ learningRate: 0.01 });
  });
});

test("a run that was paused, or in a step, is paused when it is resumed", () => {
  const step = record([{ type: "step", epochs: 10 }]);
  const { isPaused, from } = resumeOptions(readRecording(step));
  expect(isPaused).toBe(true);
  expect(resumeOptions(readRecording(step.slice(0, 2))).isPaused).toBe(false);
  const clock = createFakeClock();
  const run = startRun(spec, data, { clock, from: from!, isPaused });
  const types: string[] = [];
  run.events$.subscribe((event) => types.push(event.type === "commanded" ? event.command.type : event.type));
  clock.settle();
  expect(types).toEqual(["started", "snapshot", "pause"]);
  run.command({ type: "resume" });
  clock.settle();
  expect(types.at(-1)).toBe("finished");
});

test("snapshotAt returns the start of a run that resumed within an epoch", () => {
  const trainer = createTrainer(spec, data);
  for (let i = 0; i < 42; i++) trainer.step();
  const from = trainer.snapshot();
  const recording = readRecording(record([{ type: "step", epochs: 3 }], { from }));
  expect(snapshotAt(recording, data, 10).hash).toBe(hashSnapshot(from));
  trainer.advance(1);
  expect(snapshotAt(recording, data, 11).hash).toBe(hashSnapshot(trainer.snapshot()));
});
