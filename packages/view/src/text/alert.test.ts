import { expect, test } from "vitest";
import { lineRun, viewOf } from "../../test/story.ts";
import { currentAlert } from "./alert.ts";

/** From what its loss is in the first epoch, it grows thirtyfold with each one; and it has noticed that. */
const diverging = () => lineRun({ learningRate: 3, validation: false }).train(10).diagnose();

test("there is an alert for a learning rate that is too high, with the key that helps", () => {
  const { state } = diverging();
  expect(state.activity.map((entry) => (entry.kind === "noticed" ? entry.event.rule : undefined))).toContain(
    "learningRateTooHigh",
  );
  expect(currentAlert(viewOf(state))?.text).toBe("the learning rate is too high: halve it ([)");
  expect(currentAlert(viewOf(state, { canControl: false }))?.text).toBe("the learning rate is too high");
});

test("a change of the learning rate ends the alert until the run notices it again", () => {
  const story = diverging();
  const faster = story.command({ type: "set", epochsPerSecond: 10 });
  expect(currentAlert(viewOf(faster.state))).toBeDefined();
  const slower = story.command({ type: "set", learningRate: 2.5 });
  expect(currentAlert(viewOf(slower.state))).toBeUndefined();
  expect(currentAlert(viewOf(slower.train(10).diagnose().state))).toBeDefined();
});

test("other notices cause no alert", () => {
  expect(currentAlert(viewOf(lineRun().train(10).diagnose().state))).toBeUndefined();
  expect(currentAlert(viewOf(lineRun().train(10).notice("look", "overfitting").state))).toBeUndefined();
});

test("a finished run has no alert", () => {
  const { state } = diverging().train();
  expect(state.finished?.reason).toBe("diverged");
  expect(currentAlert(viewOf(state))).toBeUndefined();
});

test("a lost connection is the most urgent alert", () => {
  const view = viewOf(diverging().state, { canControl: false, status: "lost" });
  expect(currentAlert(view)?.text).toBe("connection lost, trying again …");
});
