import { describe, expect, test } from "vitest";
import { createEditHistory, type EditHistory } from "./edit-history.ts";

/** Ten updates per epoch. */
const at = (epoch: number) => ({ epoch, step: 10 * epoch });

/** A run that was changed in epochs 10 and 20, rewound from 30 to 5, and replays epochs 5 to 30 after an undo. */
function replayingHistory(): EditHistory {
  const history = createEditHistory(at(0));
  history.set(at(10), { learningRate: 0.1 });
  history.checkpoint(at(15), "a");
  history.set(at(20), { learningRate: 0.2 });
  history.rewind({ ...at(5), changes: 0 }, at(30));
  history.undo();
  return history;
}
const epochsOf = ({ changes }: EditHistory) => changes.map(({ epoch }) => epoch);

describe("during a replay", () => {
  test("a change drops pending changes, and undoing it restores them", () => {
    const history = replayingHistory();
    expect(epochsOf(history)).toEqual([10, 20]);
    history.set(at(7), { learningRate: 0.7 });
    expect(epochsOf(history)).toEqual([7]);
    expect(history.undoTarget(at(8))).toMatchObject(at(7));
    history.undo();
    expect(epochsOf(history)).toEqual([10, 20]);
    expect(history).toMatchObject({ nextChange: { epoch: 10 }, replayEnd: undefined });
    expect(history.hasCheckpoint("a")).toBe(true);
  });

  test("undoing a rewind restores pending changes", () => {
    const history = replayingHistory();
    history.rewind({ ...at(3), changes: 0 }, at(7));
    expect(epochsOf(history)).toEqual([]);
    history.undo();
    expect(epochsOf(history)).toEqual([10, 20]);
    expect(history).toMatchObject({ nextChange: { epoch: 10 }, replayEnd: at(7) });
  });

  test("pending changes are undone one by one: the replay then ends where the undone change was made", () => {
    const history = replayingHistory();
    expect(history.undoTarget(at(5))).toBeUndefined();
    history.undo();
    expect(epochsOf(history)).toEqual([10]);
    expect(history.replayEnd).toMatchObject(at(20));
    history.undo();
    expect(epochsOf(history)).toEqual([]);
    expect(history.undoTarget(at(5))).toMatch(/^nothing to undo/);
  });

  test("a checkpoint is unknown until the replay has passed it", () => {
    const history = replayingHistory();
    expect(history.resolve({ checkpoint: "a" }, at(7))).toMatch(/got "a": there are none$/);
    history.markApplied();
    expect(history.resolve({ checkpoint: "a" }, at(15))).toMatchObject(at(15));
  });
});

test("a history of many changes and checkpoints stays fast, and each of them can be undone", () => {
  const history = createEditHistory(at(0));
  const count = 10_000;
  for (let epoch = 0; epoch < count; epoch++) {
    history.set(at(epoch), { learningRate: epoch });
    if (epoch % 10 === 0) history.checkpoint(at(epoch), `${epoch}`);
  }
  expect(epochsOf(history)).toEqual(Array.from({ length: count }, (_, epoch) => epoch));
  for (const left of [count - 1, count - 2, count - 3]) {
    expect(history.undoTarget(at(count))).toMatchObject(at(left));
    history.undo();
    expect(history.changes).toHaveLength(left);
  }
  expect([history.hasCheckpoint("0"), history.hasCheckpoint("9990"), history.hasCheckpoint("9995")]).toEqual([
    true,
    true,
    false,
  ]);
});
