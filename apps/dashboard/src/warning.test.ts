import { expect, test } from "vitest";
import { line, viewOf } from "../test/story.ts";
import { warningOf } from "./warning.ts";

/** From what its loss is in the first epoch, it grows thirtyfold with each one; and it has noticed that. */
const diverging = () => line({ learningRate: 3, validation: false }).train(10).diagnose();

test("a run that has noticed that its learning rate is too high is warned of, with the key that helps", () => {
  const { state } = diverging();
  expect(state.news.map(({ rule }) => rule)).toContain("learningRateTooHigh");
  expect(warningOf(viewOf(state))?.text).toBe("the learning rate is too high: halve it ([)");
  expect(warningOf(viewOf(state, { canSteer: false }))?.text).toBe("the learning rate is too high");
});

test("once the learning rate has been changed, nobody is warned until the run says so again", () => {
  const story = diverging();
  const faster = story.command({ type: "set", epochsPerSecond: 10 });
  expect(warningOf(viewOf(faster.state))).toBeDefined();
  const slower = story.command({ type: "set", learningRate: 2.5 });
  expect(warningOf(viewOf(slower.state))).toBeUndefined();
  expect(warningOf(viewOf(slower.train(10).diagnose().state))).toBeDefined();
});

test("a run that has noticed something else, or nothing, is not warned of", () => {
  expect(warningOf(viewOf(line().train(10).diagnose().state))).toBeUndefined();
  expect(warningOf(viewOf(line().train(10).notice("look", "overfitting").state))).toBeUndefined();
});

test("what is over is not warned of", () => {
  const { state } = diverging().train();
  expect(state.finished?.reason).toBe("diverged");
  expect(warningOf(viewOf(state))).toBeUndefined();
});

test("a lost connection comes before all else", () => {
  const view = viewOf(diverging().state, { canSteer: false, status: "lost" });
  expect(warningOf(view)?.text).toBe("connection lost, trying again …");
});
