import { expect, test } from "vitest";
import { line, viewOf } from "../test/story.ts";
import { isGrowing, warningOf } from "./warning.ts";

/** From what its loss is in the first epoch, it grows thirtyfold with each one. */
const diverging = line({ learningRate: 3, validation: false }).train(10);

test("a loss that is ten times that of the first epoch and still rises is warned of, with the key that helps", () => {
  const { state } = diverging;
  expect(state.latest!.loss).toBeGreaterThan(10 * state.firstLoss!);
  expect(warningOf(viewOf(state))?.text).toBe("the loss is growing: try a smaller learning rate ([)");
  expect(warningOf(viewOf(state, { canSteer: false }))?.text).toBe(
    "the loss is growing: the learning rate is too large",
  );
});

test("a loss that falls, or has grown less than that, is not warned of", () => {
  expect(isGrowing(line().train(10).state)).toBe(false);
  const { state } = diverging;
  expect(isGrowing({ ...state, firstLoss: state.latest!.loss / 9 })).toBe(false);
  expect(isGrowing({ ...state, latest: { ...state.latest!, loss: state.firstLoss! * 11 } })).toBe(false);
});

test("what is over is not warned of", () => {
  const { state } = line({ learningRate: 3, validation: false }).train();
  expect(state.finished?.reason).toBe("diverged");
  expect(warningOf(viewOf(state))).toBeUndefined();
});

test("a lost connection comes before all else", () => {
  const view = viewOf(diverging.state, { canSteer: false, status: "lost" });
  expect(warningOf(view)?.text).toBe("connection lost, trying again …");
});
