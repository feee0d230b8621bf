/** Random commands at random moments: the run can always be retrained from its recording, bit for bit. */
import { dense, hashSnapshot, type TrainingSpec } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command, EventChunk } from "../src/events/index.ts";
import { readRecording, snapshotAt } from "../src/recording.ts";
import { startRun, type Run, type RunOptions } from "../src/run.ts";
import { verifyRun } from "../src/verify.ts";
import { lineTraining } from "./line.ts";
import { createFakeClock } from "./fake-clock.ts";

const { spec: plain, data } = lineTraining({ epochs: 40 });
/** Four batches per epoch, an optimizer with memory, and dropout: everything that a snapshot has. */
const spec: TrainingSpec = {
  ...plain,
  network: { inputs: 1, layers: [{ ...dense(4, "tanh"), dropout: 0.2 }, dense(1)] },
  optimizer: { type: "adam", learningRate: 0.01 },
};
const fullBatch: TrainingSpec = { ...plain, batchSize: 40, optimizer: { type: "momentum", learningRate: 0.01 } };
/** Both end early: the first diverges, the second runs out of patience. */
const wild: TrainingSpec = { ...plain, optimizer: { type: "gradientDescent", learningRate: 50 } };
const impatient: TrainingSpec = {
  ...plain,
  optimizer: { type: "gradientDescent", learningRate: 0.3 },
  stopping: [{ type: "patience", epochs: 3 }],
};

const epoch = fc.nat({ max: 16 });
const name = fc.constantFrom("a", "b");
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>({ type: "pause" }),
  fc.constant<Command>({ type: "resume" }),
  ...Array.from({ length: 4 }, () =>
    fc.record({ type: fc.constant("step" as const), epochs: fc.integer({ min: 1, max: 5 }) }),
  ),
  fc.constantFrom<Command>(
    { type: "set", learningRate: 0.02 },
    { type: "set", learningRate: 0.001, l2: 0.1 },
    { type: "set", beta1: 0.5 },
    { type: "set", momentum: 0.5 },
    { type: "set", batchSize: 7 },
    { type: "set", epochs: 30 },
    { type: "set", patience: 15, l1: 0.01 },
  ),
  fc.record({ type: fc.constant("checkpoint" as const), name }),
  fc.constant<Command>({ type: "undo" }),
  fc.constant<Command>({ type: "undo" }),
  fc.record({ type: fc.constant("rewind" as const), epoch }),
  fc.record({ type: fc.constant("rewind" as const), checkpoint: name }),
  fc.record({ type: fc.constant("branch" as const), epoch }),
);
/**
 * A command, the number of slices before it, and whether a subscriber then sends it when the next chunk arrives. The run is paused
 * most of the time, so that it does not end too soon.
 */
type Step = readonly [turns: number, command: Command, isWithin?: boolean];
const story = fc
  .array(fc.tuple(fc.nat({ max: 6 }), command, fc.boolean()), { minLength: 5, maxLength: 25 })
  .map((steps): Step[] => [[3, { type: "pause" }], ...steps]);

function record(training: TrainingSpec, steps: readonly Step[], options: RunOptions = {}) {
  const clock = createFakeClock({ tickMs: 1 });
  const chunks: EventChunk[] = [];
  const branches: EventChunk[][] = [];
  const watch = (run: Run, into: EventChunk[]) => run.chunks$.subscribe((chunk) => into.push(chunk));
  const onBranch = (branch: Run) => {
    const branchChunks: EventChunk[] = [];
    branches.push(branchChunks);
    watch(branch, branchChunks);
  };
  const run = startRun(training, data, { id: "parent", clock, onBranch, ...options });
  watch(run, chunks);
  const within: Command[] = [];
  run.chunks$.subscribe(() => {
    for (const command of within.splice(0)) run.command(command);
  });
  for (const [turns, next, isWithin] of steps) {
    for (let i = 0; i < turns; i++) clock.turn();
    if (isWithin) within.push(next);
    else run.command(next);
  }
  // A subscriber may pause it again.
  for (let i = 0; i < 3; i++) {
    run.command({ type: "resume" });
    clock.settle();
  }
  return { chunks, branches };
}

/** The epochs of a subscriber that discards rewound ones; `jumps` are events that do not continue them. */
function curveOf(chunks: readonly EventChunk[]): { epochs: number[]; jumps: EventChunk[] } {
  let epochs: number[] = [];
  const jumps: EventChunk[] = [];
  for (const chunk of chunks) {
    if (chunk.type === "epochs") {
      if (chunk.epoch !== epochs.length + 1) jumps.push(chunk);
      epochs.push(...Array.from(chunk.loss, (_, i) => chunk.epoch + i));
    } else if (chunk.type === "commanded" && chunk.outcome === "applied") {
      if (chunk.command.type !== "rewind" && chunk.command.type !== "undo") continue;
      if (chunk.epoch > epochs.length) jumps.push(chunk);
      epochs = epochs.filter((epoch) => epoch <= chunk.epoch);
    }
  }
  return { epochs, jumps };
}

describe.each([
  ["small batches", spec],
  ["a single batch", fullBatch],
  ["steps that are too large", wild],
  ["little patience", impatient],
] satisfies [string, TrainingSpec][])("a run of %s", { timeout: 60_000 }, (_, training) => {
  test("is reproduced by retraining, with its branches", () => {
    fc.assert(
      fc.property(story, fc.constantFrom(64e6, 3000), (steps, snapshotBytes) => {
        // A small budget makes the run cache different snapshots than the verification.
        const { chunks, branches } = record(training, steps, { snapshotBytes });
        expect(chunks.at(-1)!.type).toBe("finished");
        for (const recorded of [chunks, ...branches]) {
          const result = verifyRun(recorded, data);
          expect(result).toEqual({ ...result, isModelSame: true });
          expect(result.difference).toBeUndefined();
          // Plain TypeScript has the same bits.
          expect(verifyRun(recorded, data, {})).toEqual(result);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("repeats epochs only after an applied rewind or undo, and skips none", () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { chunks } = record(training, steps);
        const recording = readRecording(chunks);
        expect(curveOf(chunks)).toEqual({
          epochs: Array.from({ length: recording.epoch }, (__, i) => i + 1),
          jumps: [],
        });
      }),
      { numRuns: 20 },
    );
  });

  test("has an exact snapshot at every epoch", () => {
    fc.assert(
      fc.property(story, fc.nat(), (steps, number) => {
        const { chunks } = record(training, steps);
        const recording = readRecording(chunks);
        const at = number % (recording.epoch + 1);
        const recorded = recording.snapshots.find(({ snapshot }) => snapshot.epoch === at && snapshot.batch === 0);
        const sparse = {
          ...recording,
          snapshots: recording.snapshots.filter(({ epoch: of }) => of % 7 === 0 && of !== at),
        };
        const state = snapshotAt(sparse, data, at);
        expect(state.snapshot.epoch).toBe(at);
        const { snapshot } = recorded ?? snapshotAt(recording, data, at);
        // A change of settings at this position may be part of only one of them.
        expect(hashSnapshot({ ...state.snapshot, settings: {} })).toBe(hashSnapshot({ ...snapshot, settings: {} }));
      }),
      { numRuns: 20 },
    );
  });
});

const tooLate: Command[] = [
  { type: "stop" },
  { type: "set", patience: 15 },
  { type: "pause" },
  { type: "undo" },
  { type: "rewind", epoch: 0 },
  { type: "branch" },
];

test.each([
  ["diverged", wild, "noticed"],
  ["early", impatient, "snapshot"],
] as const)(
  "a command in the slice in which a run has ended as %s changes nothing, except `stop` with `discard`",
  (reason, training, last) => {
    /** Sends commands when the nth chunk arrives. */
    const commandAt = (n: number, commands = tooLate) => {
      const clock = createFakeClock();
      const chunks: EventChunk[] = [];
      const run = startRun(training, data, { clock, onBranch: () => {} });
      run.chunks$.subscribe((chunk) => {
        chunks.push(chunk);
        if (chunks.length === n) for (const command of commands) run.command(command);
      });
      clock.settle();
      return chunks;
    };
    const undisturbed = commandAt(Infinity);
    expect(undisturbed.slice(-3)).toMatchObject([{ type: "epochs" }, { type: last }, { type: "finished", reason }]);
    const count = undisturbed.length;
    const model = (chunks: EventChunk[]) => ({ ...chunks.at(-1), seq: 0, time: 0 });

    const atLastEpochs = commandAt(count - 2);
    const replies = atLastEpochs.slice(count - 2, count - 2 + tooLate.length);
    expect(replies).toMatchObject(tooLate.map((command) => ({ type: "commanded", command, outcome: "refused" })));
    const discarded = commandAt(count - 2, [...tooLate, { type: "stop", discard: true }]);
    expect(discarded[count - 2]).toMatchObject({ command: { type: "stop", discard: true }, outcome: "applied" });
    expect(discarded.filter((chunk) => chunk.type === "commanded" && chunk.outcome === "refused")).toHaveLength(6);
    expect(discarded.at(-1)).toMatchObject({ type: "finished", reason: "discarded" });
    expect(verifyRun(discarded, data)).not.toHaveProperty("difference");
    const atLastNotice = commandAt(count - 1);
    expect(atLastNotice).toHaveLength(count);
    for (const chunks of [atLastEpochs, atLastNotice]) {
      expect(model(chunks)).toEqual(model(undisturbed));
      expect(verifyRun(chunks, data)).not.toHaveProperty("difference");
    }
  },
);

test("a rewind to a checkpoint within an epoch, during a replay, is reproduced by retraining", () => {
  const clock = createFakeClock({ tickMs: 1 });
  // Thirty updates per epoch, a few in a slice.
  const run = startRun({ ...spec, batchSize: 1 }, data, { clock });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  const reply = (command: Command) => {
    run.command(command);
    return chunks.findLast((chunk) => chunk.type === "commanded")!;
  };
  const turn = (count: number) => Array.from({ length: count }, () => clock.turn());
  turn(5);
  expect(reply({ type: "checkpoint", name: "a" }).step % 30).not.toBe(0);
  turn(5);
  reply({ type: "rewind", epoch: 0 });
  reply({ type: "undo" });
  // It succeeds as soon as the replay has passed the checkpoint, in the middle of an epoch without an event.
  const tries = Array.from({ length: 10 }, () => {
    turn(1);
    return reply({ type: "rewind", checkpoint: "a" }).outcome;
  });
  expect(tries).toContain("refused");
  expect(tries).toContain("applied");
  reply({ type: "stop" });
  expect(verifyRun(chunks, data)).not.toHaveProperty("difference");
});

test("undoing a rewind of a paused run to its own position leaves it paused", () => {
  const clock = createFakeClock({ tickMs: 1 });
  const run = startRun(spec, data, { clock });
  const outcomes: unknown[] = [];
  run.chunks$.subscribe((chunk) => chunk.type === "commanded" && outcomes.push(chunk.outcome));
  run.command({ type: "pause" });
  run.command({ type: "step", epochs: 3 });
  clock.settle();
  for (const command of [{ type: "rewind", epoch: 3 }, { type: "undo" }] satisfies Command[]) run.command(command);
  // Paused already, not still in a replay.
  run.command({ type: "pause" });
  expect(outcomes).toEqual(["applied", "applied", "applied", "applied", "refused"]);
  expect(clock.waiting).toBe(0);
});

test("branches at the same time have different ids, and no id is used twice", () => {
  const clock = createFakeClock();
  const branches: string[] = [];
  const run = startRun(spec, data, { id: "parent", clock, onBranch: ({ id }) => branches.push(id) });
  const replies: string[] = [];
  run.events$.subscribe((event) => event.type === "commanded" && replies.push(event.outcome));
  for (const id of [undefined, undefined, "b", "b", "parent"]) {
    run.command({ type: "branch", ...(id !== undefined && { run: id }) });
  }
  expect(replies).toEqual(["applied", "applied", "applied", "refused", "refused"]);
  expect(branches).toHaveLength(3);
  expect(new Set(branches).size).toBe(3);
});

test.each<Command>([{ type: "pause" }, { type: "resume" }, { type: "step" }, { type: "rewind", epoch: 1 }])(
  "a subscriber may dispose of the run on the reply to $type",
  (command) => {
    const clock = createFakeClock({ tickMs: 1 });
    const run = startRun(spec, data, { clock });
    for (let i = 0; i < 20; i++) clock.turn();
    if (command.type !== "pause") run.command({ type: "pause" });
    run.events$.subscribe((event) => {
      if (event.type === "commanded" && event.command.type === command.type) run.dispose();
    });
    run.command(command);
    expect(clock.waiting).toBe(0);
  },
);
