import { expect, test } from "vitest";
import { lineRun, viewOf } from "../../test/story.ts";
import { currentAlert } from "./alert.ts";

/** From what its loss is in the first epoch, it grows thirtyfold with each one; and it has noticed that. */
const diverging = () => lineRun({ learningRate: 3, validation: false }).train(10).diagnose();

test("a run that has noticed that its learning rate is too high is warned of, with the key that helps", () => {
  const { state } = diverging();
  expect(state.activity.map((entry) => (entry.kind === "noticed" ? entry.event.rule : undefined))).toContain(
    "learningRateTooHigh",
  );
  expect(currentAlert(viewOf(state))?.text).toBe("the learning rate is too high: halve it ([)");
  expect(currentAlert(viewOf(state, { canControl: false }))?.text).toBe("the learning rate is too high");
});

test("once the learning rate has been changed, nobody is warned until the run says so again", () => {
  const story = diverging();
  const faster = story.command({ type: "set", epochsPerSecond: 10 });
  expect(currentAlert(viewOf(faster.state))).toBeDefined();
  const slower = story.command({ type: "set", learningRate: 2.5 });
  expect(currentAlert(viewOf(slower.state))).toBeUndefined();
  expect(currentAlert(viewOf(slower.train(10).diagnose().state))).toBeDefined();
});

test("a run that has noticed something else, or nothing, is not warned of", () => {
  expect(currentAlert(viewOf(lineRun().train(10).diagnose().state))).toBeUndefined();
  expect(currentAlert(viewOf(lineRun().train(10).notice("look", "overfitting").state))).toBeUndefined();
});

test("what is over is not warned of", () => {
  const { state } = diverging().train();
  expect(state.finished?.reason).toBe("diverged");
  expect(currentAlert(viewOf(state))).toBeUndefined();
});

test("a lost connection comes before all else", () => {
  const view = viewOf(diverging().state, { canControl: false, status: "lost" });
  expect(currentAlert(view)?.text).toBe("connection lost, trying again …");
});
