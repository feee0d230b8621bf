import type { EpochChunk, EventChunk, SnapshotEvent } from "@epochal/stream/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import type { EventGap } from "./add-gap.ts";
import { reduce } from "./reduce.ts";
import { initialState, type RunState } from "./run-state.ts";
import type { Series } from "./series.ts";

const start = lineRun().events.slice(0, 2) as EventChunk[];
const fold = (...items: (EventChunk | EventGap)[]): RunState =>
  [...start, ...items].reduce<RunState>(reduce, initialState());

function epochs(first: number, losses: readonly number[]): EpochChunk {
  return {
    type: "epochs",
    seq: first + 2,
    time: first,
    epoch: first,
    loss: Float64Array.from(losses),
    learningRate: Float64Array.from(losses, (_, i) => 0.1 / (i + 1)),
    gradientNorm: Float64Array.from(losses, Math.abs),
  };
}

function gapOf(chunk: EpochChunk): EventGap {
  const sum = (values: Float64Array) => ({ min: Math.min(...values), max: Math.max(...values), last: values.at(-1)! });
  const numbers = Float64Array.from(chunk.loss, (_, i) => chunk.epoch + i);
  return {
    type: "gap",
    to: chunk.seq + chunk.loss.length - 1,
    rollup: {
      epoch: sum(numbers),
      loss: sum(chunk.loss),
      learningRate: sum(chunk.learningRate),
      gradientNorm: sum(chunk.gradientNorm),
    },
  };
}

const extents = ({ curves }: RunState) =>
  (Object.values(curves) as Series[]).map(({ length, width, range, lastEpoch, last }) => ({
    length,
    width,
    range,
    lastEpoch,
    last,
  }));

test("a gap leaves the state of its events, except that within it only the extent of the curves is known", () => {
  const losses = fc.array(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    { minLength: 1, maxLength: 3000 },
  );
  const parts = fc.array(fc.record({ losses, isGap: fc.boolean(), back: fc.constantFrom(0, 0, 5) }), { maxLength: 8 });
  fc.assert(
    fc.property(parts, (given) => {
      let next = 1;
      const pairs = given.map(({ losses: values, isGap, back }) => {
        const chunk = epochs(Math.max(1, next - back), values);
        next = chunk.epoch + values.length;
        return [chunk, isGap ? gapOf(chunk) : chunk] as const;
      });
      // Rewinds drop whole buckets, and these hold more of a gap than of its events.
      const isRewound = given.some(({ back }) => back > 0);
      const all = fold(...pairs.map(([chunk]) => chunk));
      const seen = fold(...pairs.map(([, item]) => item));
      expect([seen.epoch, seen.learningRate, seen.phase]).toEqual([all.epoch, all.learningRate, all.phase]);
      expect([seen.latest?.loss, seen.latest?.seq]).toEqual([all.latest?.loss, all.latest?.seq]);
      if (isRewound) return;
      expect(extents(seen)).toEqual(extents(all));
      expect(seen.best.loss?.value).toBe(all.best.loss?.value);
      expect(seen.lowestLoss?.value).toBe(all.lowestLoss?.value);
      expect(seen.best.loss?.epoch ?? 0).toBeGreaterThanOrEqual(all.best.loss?.epoch ?? 0);
    }),
    { numRuns: 50 },
  );
});

test("the epoch of the lowest loss in a gap is exact if it is the last, and else once a snapshot has it", () => {
  expect(fold(gapOf(epochs(1, [3, 2, 1]))).best.loss).toEqual({ value: 1, epoch: 3 });
  const { rollup, ...rest } = gapOf(epochs(1, [3, 1, 2, 4]));
  const gap = { ...rest, rollup: { ...rollup, validationLoss: rollup!["loss"]! } };
  expect(fold(gap).best.validationLoss).toEqual({ value: 1, epoch: 4, isApproximate: true });
  const [, { snapshot }] = start as unknown as [unknown, SnapshotEvent];
  const later: SnapshotEvent = {
    ...(start[1] as SnapshotEvent),
    seq: 7,
    epoch: 4,
    snapshot: { ...snapshot, epoch: 4, best: { loss: 1, epoch: 2, parameters: snapshot.parameters } },
  };
  const state = fold(gap, later);
  expect([state.best.validationLoss, state.lowestLoss]).toEqual([
    { value: 1, epoch: 2 },
    { value: 1, epoch: 2 },
  ]);
});

test("a gap without epochs changes nothing, and one beyond a step pauses", () => {
  const state = fold(epochs(1, [3]));
  expect(reduce(state, { type: "gap", to: 9, rollup: {} })).toBe(state);
  const step = {
    type: "commanded",
    seq: 4,
    time: 1,
    command: { type: "step", epochs: 3 },
    outcome: "applied",
  } as const;
  expect(fold(epochs(1, [3]), { ...step, epoch: 1, step: 1 }, gapOf(epochs(2, [3, 2]))).phase).toBe("running");
  expect(fold(epochs(1, [3]), { ...step, epoch: 1, step: 1 }, gapOf(epochs(2, [3, 2, 1]))).phase).toBe("paused");
});

test("a gap of a million epochs costs no more than the curve has buckets", () => {
  const { curves } = fold({
    type: "gap",
    to: 1_000_000,
    rollup: Object.fromEntries(
      ["epoch", "loss", "learningRate", "gradientNorm"].map((name) => [
        name,
        { min: 1, max: 1_000_000, last: 1_000_000 },
      ]),
    ),
  });
  expect(curves.loss.length).toBeLessThanOrEqual(1024);
  expect(curves.loss.bucket(500)).toMatchObject({ min: 1, max: 1_000_000 });
});
