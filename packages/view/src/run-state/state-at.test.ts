import type { Command, EpochEvent, SnapshotEvent, TrainingEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { currentModel } from "../model/current-model.ts";
import { describeActivity } from "../text/describe-activity.ts";
import { reduce } from "./reduce.ts";
import { initialState } from "./run-state.ts";
import { appendSnapshot, snapshotBefore, type SnapshotHistory } from "./snapshot-history.ts";
import { stateAt } from "./state-at.ts";
import { truncateState } from "./truncate.ts";

const event = (epoch: number, size = 10): SnapshotEvent =>
  ({ type: "snapshot", epoch, snapshot: { parameters: { length: size }, memory: { length: size } } }) as SnapshotEvent;

test("the state at an epoch has the losses, learning rate and network of that epoch", () => {
  const story = tableRun().train(40);
  const then = story.state;
  const { state } = story.command({ type: "set", learningRate: 0.001 }).train(60);
  const back = stateAt(state, 40);
  expect(back.latest).toMatchObject({
    epoch: 40,
    loss: then.latest!.loss,
    validationLoss: then.latest!.validationLoss,
  });
  expect(back.learningRate).toBe(0.01);
  expect(currentModel(back)!.epoch).toBe(40);
  expect(currentModel(stateAt(state, 47))!.epoch).toBe(40);
  expect(currentModel(stateAt(story.train().state, 40))).toMatchObject({ epoch: 40, isKept: false });
  expect(stateAt(state, 0).latest).toBeUndefined();
});

test("a long run has few snapshots, evenly spaced, the newest among them", () => {
  let kept: SnapshotHistory = [];
  for (let epoch = 0; epoch <= 10_000; epoch++) kept = appendSnapshot(kept, event(epoch));
  expect(kept.length).toBeLessThanOrEqual(256);
  expect(kept.at(-1)!.epoch).toBe(10_000);
  expect(snapshotBefore(kept, 5000)!.epoch).toBeGreaterThan(4800);
});

test("a large network has fewer snapshots", () => {
  let kept: SnapshotHistory = [];
  for (let epoch = 0; epoch <= 200; epoch++) kept = appendSnapshot(kept, event(epoch, 1e6));
  expect(kept.length).toBeLessThanOrEqual(8);
});

test("a rewind drops later epochs, which are then reported again", () => {
  const story = lineRun().train(30);
  const early = story.state;
  const { state } = story.command({ type: "set", learningRate: 0.02 }).train(70);
  expect(state.changeEpochs).toEqual([30]);
  const back = truncateState(state, 20);
  expect(back).toMatchObject({ epoch: 20, changeEpochs: [] });
  expect(back.snapshot!.epoch).toBe(20);
  expect(back.curves.loss.bucket(20)!.last).toBe(early.curves.loss.bucket(20)!.last);
  expect(back.curves.loss.bucket(21)).toBeUndefined();
  // So its epochs can be shown, and looked back from, while it is paused there.
  expect(back.latest).toMatchObject({ epoch: 20, loss: early.curves.loss.bucket(20)!.last, learningRate: 0.01 });
  expect(truncateState(state, 0).latest).toBeUndefined();
});

test("after a rewind the best is that of the remaining epochs", () => {
  for (const story of [() => lineRun(), () => lineRun({ validation: false }), () => tableRun()]) {
    const { best, lowestLoss } = story().train(20).state;
    expect(truncateState(story().train(100).state, 20)).toMatchObject({ best, lowestLoss });
  }
});

test("after a rewind of a resumed run the best may be from before it was resumed", () => {
  const { events } = tableRun().train(40);
  const [started, ...later] = events.filter(
    ({ type, ...event }) => type === "started" || (event as EpochEvent).epoch >= 10,
  );
  const from = { epoch: 10, step: 80, hash: "" };
  const begun = [{ ...started, from } as TrainingEvent, ...later].reduce(reduce, initialState());
  const before = tableRun().train(10).state.best.validationLoss;
  expect(begun.best.validationLoss!.value).toBeLessThan(before!.value);
  expect(truncateState(begun, 10).best.validationLoss).toEqual(before);
});

test("a rewind and an undo truncate the state, and update what can be undone", () => {
  const story = lineRun().train(30).command({ type: "set", learningRate: 0.02 }).train(10);
  const answer = (command: object, epoch: number) =>
    ({ seq: 99, time: 1, type: "commanded", command, outcome: "applied", epoch, step: epoch }) as never;
  const set = { command: { type: "set", learningRate: 0.02 }, epoch: 30, learningRate: 0.01 };
  expect(story.state.undoableEdits).toEqual([set]);
  story.add(answer({ type: "rewind", epoch: 12 }, 12));
  expect(story.state).toMatchObject({ epoch: 12, undoableEdits: [set, { command: { type: "rewind" }, epoch: 40 }] });
  story.add(answer({ type: "undo" }, 12));
  expect(story.state.undoableEdits).toHaveLength(1);
  expect(describeActivity(story.state.activity.at(-1)!)).toBe("rewind undone: from epoch 12 as before, to 40");
  story.add(answer({ type: "undo" }, 12));
  expect(story.state).toMatchObject({ undoableEdits: [], epoch: 12 });
  expect(describeActivity(story.state.activity.at(-1)!)).toBe("lr back to 0.01 (was 0.02) at epoch 12");
});

test("an undo says which settings it undid", () => {
  const undone = (...commands: Command[]) => {
    const story = lineRun().train(20);
    for (const command of [...commands, { type: "undo" } as const]) story.command(command);
    return describeActivity(story.state.activity.at(-1)!);
  };
  const set = { type: "set", learningRate: 0.003 } as const;
  expect(undone(set)).toBe("lr back to 0.01 (was 0.003) at epoch 20");
  expect(undone(set, { type: "set", learningRate: 0.5, momentum: 0.9 })).toBe(
    "lr back to 0.003 (was 0.5), momentum 0.9 undone at epoch 20",
  );
  expect(undone(set, { type: "set", momentum: 0.9, epochsPerSecond: 7 })).toBe("momentum 0.9 undone at epoch 20");
  expect(undone()).toBe("undone: now at epoch 20");
});

test("after an undo the learning rate is the current one, not the one reported for that epoch", () => {
  const story = lineRun().train(20);
  for (const learningRate of [0.02, 0.04]) story.command({ type: "set", learningRate });
  const answer = { seq: 99, time: 1, type: "commanded", command: { type: "undo" }, outcome: "applied" } as const;
  story.add({ ...answer, epoch: 20, step: 20 });
  const behind = story.events.findLast((event) => event.type === "snapshot")!;
  const snapshot = { ...behind.snapshot, settings: { ...behind.snapshot.settings, learningRate: 0.02 } };
  story.add({ ...behind, snapshot });
  expect(story.state.learningRate).toBe(0.02);
  const scheduled = { ...story.state.started!, spec: { ...story.state.started!.spec, schedule: { type: "cosine" } } };
  expect([scheduled as TrainingEvent, ...story.events.slice(1)].reduce(reduce, initialState()).learningRate).toBe(0.01);
});
