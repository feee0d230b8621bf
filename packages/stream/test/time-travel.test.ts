/** Whatever people do to a run, and in whatever order: it can be trained again from its record, with the same bits. */
import { dense, hashSnapshot, type TrainingSpec } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command, EventChunk } from "../src/events/index.ts";
import { readRecording, snapshotAt } from "../src/recording.ts";
import { startRun, type Run, type RunOptions } from "../src/run.ts";
import { verifyRun } from "../src/verify.ts";
import { lineTraining } from "./line.ts";
import { createManualClock } from "./manual-clock.ts";

const { spec: plain, data } = lineTraining({ epochs: 40 });
/** Four batches in an epoch, a memory, dropout: all that a state is made of. */
const spec: TrainingSpec = {
  ...plain,
  network: { inputs: 1, layers: [{ ...dense(4, "tanh"), dropout: 0.2 }, dense(1)] },
  optimizer: { type: "adam", learningRate: 0.01 },
};
const fullBatch: TrainingSpec = { ...plain, batchSize: 40, optimizer: { type: "momentum", learningRate: 0.01 } };
/** Both end by themselves, the first by its numbers, the second by its patience. */
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
 * Commands, how many slices of training pass before each, and whether it is given within a slice then, by whoever hears what is told
 * next; most of the time the run is paused, so that it does not end at once.
 */
type Step = readonly [turns: number, command: Command, isWithin?: boolean];
const story = fc
  .array(fc.tuple(fc.nat({ max: 6 }), command, fc.boolean()), { minLength: 5, maxLength: 25 })
  .map((steps): Step[] => [[3, { type: "pause" }], ...steps]);

function record(training: TrainingSpec, steps: readonly Step[], options: RunOptions = {}) {
  const clock = createManualClock({ tickMs: 1 });
  const chunks: EventChunk[] = [];
  const branches: EventChunk[][] = [];
  const watch = (run: Run, into: EventChunk[]) => run.chunks$.subscribe((chunk) => into.push(chunk));
  const onBranch = (branch: Run) => {
    const told: EventChunk[] = [];
    branches.push(told);
    watch(branch, told);
  };
  const run = startRun(training, data, { id: "parent", clock, onBranch, ...options });
  watch(run, chunks);
  const within: Command[] = [];
  run.chunks$.subscribe(() => {
    for (const wish of within.splice(0)) run.command(wish);
  });
  for (const [turns, wish, isWithin] of steps) {
    for (let i = 0; i < turns; i++) clock.turn();
    if (isWithin) within.push(wish);
    else run.command(wish);
  }
  // Who hears that it goes on may pause it again.
  for (let i = 0; i < 3; i++) {
    run.command({ type: "resume" });
    clock.settle();
  }
  return { chunks, branches };
}

/** What a watcher has of the epochs in the end who forgets what was taken back; `jumps` are events that do not follow on. */
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
  ["steps that are too long", wild],
  ["little patience", impatient],
] satisfies [string, TrainingSpec][])("a run of %s", { timeout: 60_000 }, (_, training) => {
  test("is the same when it is trained again, whatever was commanded; so are its branches", () => {
    fc.assert(
      fc.property(story, fc.constantFrom(64e6, 3000), (steps, snapshotBytes) => {
        // Where little is kept to go back to, it is other states than those that are kept when it is trained again.
        const { chunks, branches } = record(training, steps, { snapshotBytes });
        expect(chunks.at(-1)!.type).toBe("finished");
        for (const told of [chunks, ...branches]) {
          const verdict = verifyRun(told, data);
          expect(verdict).toEqual({ ...verdict, isModelSame: true });
          expect(verdict.difference).toBeUndefined();
          // In plain TypeScript too: it has the same bits.
          expect(verifyRun(told, data, {})).toEqual(verdict);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("tells an epoch again only after it has said that it went back, and each number on the way once", () => {
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

  test("has each state that it was in again", () => {
    fc.assert(
      fc.property(story, fc.nat(), (steps, number) => {
        const { chunks } = record(training, steps);
        const recording = readRecording(chunks);
        const at = number % (recording.epoch + 1);
        const told = recording.snapshots.find(({ snapshot }) => snapshot.epoch === at && snapshot.batch === 0);
        const sparse = {
          ...recording,
          states: recording.snapshots.filter(({ epoch: of }) => of % 7 === 0 && of !== at),
        };
        const state = snapshotAt(sparse, data, at);
        expect(state.snapshot.epoch).toBe(at);
        const { snapshot } = told ?? snapshotAt(recording, data, at);
        // What was set right there may be among the settings of the one and not of the other.
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
  "what is commanded in the slice in which a run has ended as %s changes nothing, but that it be discarded",
  (reason, training, last) => {
    /** Commands on hearing the nth chunk. */
    const commandAt = (n: number, wishes = tooLate) => {
      const clock = createManualClock();
      const chunks: EventChunk[] = [];
      const run = startRun(training, data, { clock, onBranch: () => {} });
      run.chunks$.subscribe((chunk) => {
        chunks.push(chunk);
        if (chunks.length === n) for (const wish of wishes) run.command(wish);
      });
      clock.settle();
      return chunks;
    };
    const undisturbed = commandAt(Infinity);
    expect(undisturbed.slice(-3)).toMatchObject([{ type: "epochs" }, { type: last }, { type: "finished", reason }]);
    const count = undisturbed.length;
    const model = (chunks: EventChunk[]) => ({ ...chunks.at(-1), seq: 0, time: 0 });

    const atLastEpochs = commandAt(count - 2);
    const answers = atLastEpochs.slice(count - 2, count - 2 + tooLate.length);
    expect(answers).toMatchObject(tooLate.map((command) => ({ type: "commanded", command, outcome: "refused" })));
    const discarded = commandAt(count - 2, [...tooLate, { type: "stop", discard: true }]);
    expect(discarded[count - 2]).toMatchObject({ command: { type: "stop", discard: true }, outcome: "applied" });
    expect(discarded.filter((chunk) => chunk.type === "commanded" && chunk.outcome === "refused")).toHaveLength(6);
    expect(discarded.at(-1)).toMatchObject({ type: "finished", reason: "discarded" });
    expect(verifyRun(discarded, data)).not.toHaveProperty("difference");
    const atLastWord = commandAt(count - 1);
    expect(atLastWord).toHaveLength(count);
    for (const chunks of [atLastEpochs, atLastWord]) {
      expect(model(chunks)).toEqual(model(undisturbed));
      expect(verifyRun(chunks, data)).not.toHaveProperty("difference");
    }
  },
);

test("a run that was taken back to a checkpoint within an epoch, on its old way, is the same when it is trained again", () => {
  const clock = createManualClock({ tickMs: 1 });
  // Thirty updates in an epoch, a few in a turn.
  const run = startRun({ ...spec, batchSize: 1 }, data, { clock });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  const answer = (wish: Command) => {
    run.command(wish);
    return chunks.findLast((chunk) => chunk.type === "commanded")!;
  };
  const turn = (count: number) => Array.from({ length: count }, () => clock.turn());
  turn(5);
  expect(answer({ type: "checkpoint", name: "a" }).step % 30).not.toBe(0);
  turn(5);
  answer({ type: "rewind", epoch: 0 });
  answer({ type: "undo" });
  // As soon as it is there again: a few updates behind the checkpoint, which nobody is told.
  const tries = Array.from({ length: 10 }, () => {
    turn(1);
    return answer({ type: "rewind", checkpoint: "a" }).outcome;
  });
  expect(tries).toContain("refused");
  expect(tries).toContain("applied");
  answer({ type: "stop" });
  expect(verifyRun(chunks, data)).not.toHaveProperty("difference");
});

test("branches of one moment are runs of their own, and no id is given twice", () => {
  const clock = createManualClock();
  const branches: string[] = [];
  const run = startRun(spec, data, { id: "parent", clock, onBranch: ({ id }) => branches.push(id) });
  const answers: string[] = [];
  run.events$.subscribe((event) => event.type === "commanded" && answers.push(event.outcome));
  for (const id of [undefined, undefined, "b", "b", "parent"]) {
    run.command({ type: "branch", ...(id !== undefined && { run: id }) });
  }
  expect(answers).toEqual(["applied", "applied", "applied", "refused", "refused"]);
  expect(branches).toHaveLength(3);
  expect(new Set(branches).size).toBe(3);
});

test.each<Command>([{ type: "pause" }, { type: "resume" }, { type: "step" }, { type: "rewind", epoch: 1 }])(
  "who hears that a $type was obeyed may end the run, which does nothing any more then",
  (wish) => {
    const clock = createManualClock({ tickMs: 1 });
    const run = startRun(spec, data, { clock });
    for (let i = 0; i < 20; i++) clock.turn();
    if (wish.type !== "pause") run.command({ type: "pause" });
    run.events$.subscribe((event) => {
      if (event.type === "commanded" && event.command.type === wish.type) run.dispose();
    });
    run.command(wish);
    expect(clock.waiting).toBe(0);
  },
);
