import { describe, expect, test } from "vitest";
import { createEditHistory, type EditHistory } from "./edit-history.ts";

/** Ten updates in an epoch. */
const at = (epoch: number) => ({ epoch, step: 10 * epoch });

/** A run that was changed in epochs 10 and 20, went back from 30 to 5, and goes its old way again. */
function onItsOldWay(): EditHistory {
  const timeline = createEditHistory(at(0));
  timeline.set(at(10), { learningRate: 0.1 });
  timeline.checkpoint(at(15), "a");
  timeline.set(at(20), { learningRate: 0.2 });
  timeline.rewind({ ...at(5), changes: 0 }, at(30));
  timeline.undo();
  return timeline;
}
const placesOf = ({ changes }: EditHistory) => changes.map(({ epoch }) => epoch);

describe("on an old way", () => {
  test("what is set takes the place of what lay ahead; when it is taken back, that lies there again", () => {
    const timeline = onItsOldWay();
    expect(placesOf(timeline)).toEqual([10, 20]);
    timeline.set(at(7), { learningRate: 0.7 });
    expect(placesOf(timeline)).toEqual([7]);
    expect(timeline.undoTarget(at(8))).toMatchObject(at(7));
    timeline.undo();
    expect(placesOf(timeline)).toEqual([10, 20]);
    expect(timeline).toMatchObject({ appliedCount: 0, nextChange: { epoch: 10 }, replayEnd: undefined });
    expect(timeline.hasCheckpoint("a")).toBe(true);
  });

  test("a rewind that is taken back leaves what lay ahead there", () => {
    const timeline = onItsOldWay();
    timeline.rewind({ ...at(3), changes: 0 }, at(7));
    expect(placesOf(timeline)).toEqual([]);
    timeline.undo();
    expect(placesOf(timeline)).toEqual([10, 20]);
    expect(timeline).toMatchObject({ appliedCount: 0, replayEnd: at(7) });
  });

  test("what lies ahead is taken back one after the other: the way ends where it was set", () => {
    const timeline = onItsOldWay();
    expect(timeline.undoTarget(at(5))).toBeUndefined();
    timeline.undo();
    expect(placesOf(timeline)).toEqual([10]);
    expect(timeline.replayEnd).toMatchObject(at(20));
    timeline.undo();
    expect(placesOf(timeline)).toEqual([]);
    expect(timeline.undoTarget(at(5))).toMatch(/^nothing to undo/);
  });

  test("nobody goes to a checkpoint that lies ahead, and none is told of", () => {
    const timeline = onItsOldWay();
    expect(timeline.resolve({ checkpoint: "a" }, at(7))).toMatch(/got "a": there are none$/);
    timeline.markApplied();
    expect(timeline.resolve({ checkpoint: "a" }, at(15))).toMatchObject(at(15));
  });
});
