import { slowStartPace, type EpochEvent, type TrainingEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { describeActivity } from "../text/describe-activity.ts";
import { interrupt, reduce } from "./reduce.ts";
import { initialState, type RunState } from "./run-state.ts";
import { measuredPace, remainingMs } from "./timing.ts";

const [started] = lineRun({ epochs: 1000 }).events as [TrainingEvent];

/** Events with a time in ms. */
function at(time: number, event: object): TrainingEvent {
  return { seq: 0, time, ...event } as TrainingEvent;
}

function epoch(number: number, time: number, figures: Partial<EpochEvent> = {}): TrainingEvent {
  return at(time, { type: "epoch", epoch: number, loss: 1 / number, learningRate: 0.01, gradientNorm: 1, ...figures });
}

function applied(command: object, time: number, number = 0): TrainingEvent {
  return at(time, { type: "commanded", command, outcome: "applied", epoch: number, step: number });
}

function fold(...events: TrainingEvent[]): RunState {
  return [started, ...events].reduce(reduce, initialState());
}

test("a started run is running, with the learning rate of its spec", () => {
  expect(fold()).toMatchObject({ phase: "running", epoch: 0, learningRate: 0.01 });
});

test("the activity names the sender of a command, if it has a name", () => {
  const reply = { type: "commanded", command: { type: "pause" }, epoch: 3, step: 3 };
  const applied = fold(at(1, { ...reply, outcome: "applied", by: "Ada" }));
  expect(describeActivity(applied.activity.at(-1)!)).toBe("paused at epoch 3, by Ada");
  const refused = fold(at(1, { ...reply, outcome: "refused", reason: "the run is paused already", by: "Ada" }));
  expect(describeActivity(refused.activity.at(-1)!)).toBe("pause, by Ada: the run is paused already");
});

test("without a learning rate in the spec, it is unknown until the first snapshot reports it", () => {
  const { spec } = started as Extract<TrainingEvent, { type: "started" }>;
  const state = reduce(initialState(), { ...started, spec: { ...spec, optimizer: { type: "adam" } } } as TrainingEvent);
  expect(state.learningRate).toBeUndefined();
  expect(
    reduce(
      state,
      at(0, {
        type: "snapshot",
        epoch: 0,
        snapshot: { parameters: [], memory: [], settings: { learningRate: 0.001 } },
        scores: {},
      }),
    ).learningRate,
  ).toBe(0.001);
});

test("each metric has its best value with its epoch", () => {
  const losses = [5, 2, 3, NaN, 2];
  const state = fold(...losses.map((loss, i) => epoch(i + 1, i, { loss, validationLoss: loss * 2 })));
  expect(state.best.loss).toEqual({ value: 2, epoch: 2 });
  expect(state.best.validationLoss).toEqual({ value: 4, epoch: 2 });
});

test("the best r2 is the largest, the best of the other scores the smallest", () => {
  const scores = [
    { rmse: 3, mae: 2, r2: 0.1 },
    { rmse: 1, mae: 1, r2: 0.9 },
    { rmse: 2, mae: 3, r2: 0.5 },
  ];
  const state = fold(
    ...scores.map((score, i) =>
      at(i, { type: "snapshot", epoch: i, snapshot: { parameters: [], memory: [], settings: {} }, scores: score }),
    ),
  );
  expect(state.best).toMatchObject({
    rmse: { value: 1, epoch: 1 },
    mae: { value: 1, epoch: 1 },
    r2: { value: 0.9, epoch: 1 },
  });
});

test("pauses do not count as training time", () => {
  const paused = fold(epoch(1, 1000), applied({ type: "pause" }, 2000, 1));
  expect(paused.phase).toBe("paused");
  expect(paused.clock.trainingMs).toBe(2000);
  const resumed = [applied({ type: "resume" }, 62_000, 1), epoch(2, 63_000)].reduce(reduce, paused);
  expect(resumed.phase).toBe("running");
  expect(resumed.clock.trainingMs).toBe(3000);
});

test("a step runs until the last of its epochs, then the run is paused", () => {
  const stepping = fold(applied({ type: "pause" }, 5), applied({ type: "step", epochs: 3 }, 1005));
  expect(stepping.phase).toBe("running");
  expect(describeActivity(stepping.activity.at(-1)!)).toBe("3 epochs from epoch 0");
  const states = [1, 2, 3].map((number) =>
    [epoch(1, 1006), epoch(2, 1007), epoch(3, 1008)].slice(0, number).reduce(reduce, stepping),
  );
  expect(states.map(({ phase }) => phase)).toEqual(["running", "running", "paused"]);
  expect(states[2]!.clock.trainingMs).toBe(8);
});

test("a step of a running run ends in a pause", () => {
  const state = fold(epoch(1, 1), applied({ type: "step" }, 2, 1), epoch(2, 3));
  expect(state.phase).toBe("paused");
});

test("a pause or resume ends a step", () => {
  const step = applied({ type: "step", epochs: 10 }, 1);
  const resumed = fold(step, epoch(1, 2), applied({ type: "resume" }, 3, 1), epoch(10, 4));
  expect(resumed.phase).toBe("running");
  const paused = fold(step, epoch(1, 2), applied({ type: "pause" }, 3, 1));
  expect(paused.phase).toBe("paused");
  expect([applied({ type: "resume" }, 4, 1), epoch(10, 5)].reduce(reduce, paused).phase).toBe("running");
});

test("a run whose events end is interrupted, with neither pace nor remaining time", () => {
  const epochs = Array.from({ length: 20 }, (_, i) => epoch(i + 1, (i + 1) * 100));
  const state = interrupt(fold(...epochs));
  expect(state).toMatchObject({ phase: "interrupted", epoch: 20 });
  expect(state.activity.at(-1)).toEqual({ kind: "interrupted", atMs: 2000, epoch: 20 });
  expect(describeActivity(state.activity.at(-1)!)).toBe(
    "interrupted at epoch 20: the run's process ended before it did",
  );
  expect(measuredPace(state)).toBeUndefined();
  expect(remainingMs(state)).toBeUndefined();
});

test("an applied learning rate is logged as old → new and marks its epoch", () => {
  const state = fold(epoch(102, 10), applied({ type: "set", learningRate: 0.005 }, 11, 102));
  expect(state.activity.at(-1)).toMatchObject({ kind: "applied", learningRateBefore: 0.01 });
  expect(describeActivity(state.activity.at(-1)!)).toBe("lr 0.01 → 0.005 at epoch 102");
  expect(state.changeEpochs).toEqual([102]);
  expect(state.learningRate).toBe(0.005);
});

test("an applied pace is logged, and marks no epoch", () => {
  const state = fold(applied({ type: "set", epochsPerSecond: 20 }, 1), applied({ type: "set", epochsPerSecond: 0 }, 2));
  expect(state.activity.map(describeActivity)).toEqual(["speed 20 epochs/s at epoch 0", "speed unlimited at epoch 0"]);
  expect(state).toMatchObject({ epochsPerSecond: 0, changeEpochs: [] });
});

test("a command of a later version changes nothing that is known and is logged with its name", () => {
  const state = fold(epoch(1, 1), applied({ type: "rest", minutes: 5 }, 2, 1));
  expect(describeActivity(state.activity.at(-1)!)).toBe("rest at epoch 1");
  expect(state).toMatchObject({ learningRate: 0.01, epoch: 1, phase: "running" });
});

test("a refused command changes nothing and is logged with its reason", () => {
  const command = { type: "set", learningRate: -1 };
  const state = fold(at(1, { type: "commanded", command, outcome: "refused", reason: "too low", epoch: 3, step: 3 }));
  expect(state.activity.at(-1)).toMatchObject({ kind: "refused", atMs: 1 });
  expect(describeActivity(state.activity.at(-1)!)).toBe("set: too low");
  expect(state).toMatchObject({ learningRate: 0.01, changeEpochs: [], phase: "running" });
});

test("the end is logged with its reason, and the pace is that of the whole run", () => {
  const state = fold(epoch(400, 2000), at(2000, { type: "finished", reason: "early", epoch: 400 }));
  expect(state.phase).toBe("finished");
  expect(describeActivity(state.activity.at(-1)!)).toBe("stopped early after 400 epochs");
  expect(measuredPace(state)).toBe(200);
  expect(remainingMs(state)).toBeUndefined();
});

test("the pace is that of the last seconds, and gives the remaining time", () => {
  // 10 epochs a second for 10 s, then 100 a second for 10 s.
  const slow = Array.from({ length: 100 }, (_, i) => epoch(i + 1, (i + 1) * 100));
  const fast = Array.from({ length: 1000 }, (_, i) => epoch(101 + i, 10_000 + (i + 1) * 10));
  expect(measuredPace(fold(...slow))).toBeCloseTo(10);
  expect(measuredPace(fold(...slow, ...fast))).toBeCloseTo(100);
  expect(remainingMs(fold(...slow))).toBeCloseTo(90_000);
});

test("epochs that come ten at a time do not count as faster than they are", () => {
  // 200 epochs a second for 3 s, in turns of 50 ms.
  const turns = Array.from({ length: 600 }, (_, i) => epoch(i + 1, Math.ceil((i + 1) / 10) * 50));
  expect(measuredPace(fold(...turns))).toBeCloseTo(200);
});

test("in a slow start the remaining time follows the pace that quickens, unless the run is much slower or faster", () => {
  const { secondsAt } = slowStartPace(100);
  const total = secondsAt(1000) * 1000;
  const initial = { ...initialState(), slowStartTo: 100 };
  const after = (epochs: number, factor = 1, more: readonly TrainingEvent[] = []) =>
    [
      started,
      ...Array.from({ length: epochs }, (_, i) => epoch(i + 1, secondsAt(i + 1) * 1000 * factor)),
      ...more,
    ].reduce(reduce, initial);
  for (const epochs of [0, 1, 5, 50, 400, 999]) {
    expect(remainingMs(after(epochs))).toBeCloseTo(total - secondsAt(epochs) * 1000, 3);
  }
  // At the pace of the first 10 epochs, 4.7 a second, it would be 210 seconds.
  expect(total).toBeLessThan(25_000);
  expect(remainingMs(after(400, 3))).toBeCloseTo(3 * (total - secondsAt(400) * 1000), 3);
  const command = applied({ type: "set", epochsPerSecond: 10 }, 3000, 10);
  const set = after(10, 1, [command, epoch(11, 3100), epoch(21, 4100)]);
  expect(remainingMs(set)).toBeCloseTo(97_900, -1);
});

test.each([-3_600_000, -1, 3_600_000])(
  "a clock that jumps by %i ms makes neither a negative time nor a huge pace",
  (jump) => {
    // 100 epochs a second for 10 s; the clock jumps in the middle.
    const times = Array.from({ length: 1000 }, (_, i) => (i + 1) * 10 + (i < 500 ? 0 : jump));
    const states = times.map((_, i) => i + 1).filter((count) => count % 100 === 0 || Math.abs(count - 501) < 3);
    for (const count of states) {
      const state = fold(...times.slice(0, count).map((time, i) => epoch(i + 1, time)));
      expect(state.clock.trainingMs).toBeGreaterThanOrEqual((count - 1) * 10);
      expect(measuredPace(state) ?? 100).toBeLessThan(101);
      expect(remainingMs(state) ?? 0).toBeGreaterThanOrEqual(0);
    }
    expect(measuredPace(fold(...times.map((time, i) => epoch(i + 1, time))))).toBeCloseTo(100);
  },
);

test("a started event drops the state of an earlier run", () => {
  const state = reduce(fold(epoch(1, 1), applied({ type: "pause" }, 2)), started);
  expect(state).toMatchObject({ phase: "running", epoch: 0, activity: [], best: {} });
  expect(state.curves.loss.length).toBe(0);
});

test("a resumed run starts at its snapshot, with the best from before and the pace of its own epochs", () => {
  const begin = { ...started, from: { epoch: 400, step: 400, hash: "" } } as TrainingEvent;
  const best = { epoch: 380, loss: 0.5, parameters: [] };
  const snapshot = { parameters: [], memory: [], best, settings: { learningRate: 0.003 } };
  const scores = { rmse: 3, mae: 2, r2: 0.1 };
  const state = [
    begin,
    at(0, { type: "snapshot", epoch: 400, snapshot, scores }),
    epoch(401, 100, { validationLoss: 0.6 }),
    epoch(450, 500, { validationLoss: 0.7 }),
  ].reduce(reduce, initialState());
  expect(reduce(initialState(), begin).epoch).toBe(400);
  expect(measuredPace(state)).toBe(100);
  expect(state.best.validationLoss).toEqual({ value: 0.5, epoch: 380 });
  expect(state.best.rmse).toEqual({ value: 3, epoch: 400 });
  expect(state.learningRate).toBe(0.01); // as the last epoch said
  expect(
    [begin, at(0, { type: "snapshot", epoch: 400, snapshot, scores })].reduce(reduce, initialState()),
  ).toMatchObject({ learningRate: 0.003 });
  expect(measuredPace(reduce(state, at(500, { type: "finished", reason: "early", epoch: 450 })))).toBe(100);
});

test("activity and marked epochs are bounded", () => {
  const commands = Array.from({ length: 1000 }, (_, i) => applied({ type: "set", learningRate: 0.1 }, i, i));
  const state = fold(...commands);
  expect(state.activity).toHaveLength(100);
  expect(state.changeEpochs).toHaveLength(100);
  expect(state.changeEpochs.at(-1)).toBe(999);
});
