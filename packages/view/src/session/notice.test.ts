import { expect, test } from "vitest";
import { lineRun, viewOf } from "../../test/story.ts";
import { currentNotice } from "./notice.ts";

const story = lineRun().train(20).command({ type: "set", learningRate: 0.02 });
const { state } = story;

test("the most important notice wins: alert, message, prediction, frozen, cursor, activity", () => {
  const settings = { cursor: 5, isFrozen: true, probe: { text: "x = 1", inputs: [1] } };
  const message = { kind: "info", text: "hello" } as const;
  expect(currentNotice(viewOf(state, { settings, message, status: "lost" }))?.kind).toBe("alert");
  expect(currentNotice(viewOf(state, { settings, message }))?.kind).toBe("message");
  expect(currentNotice(viewOf(state, { settings }))?.kind).toBe("prediction");
  expect(currentNotice(viewOf(state, { settings, visiblePanels: ["fit"] }))?.kind).toBe("frozen");
  expect(currentNotice(viewOf(state, { settings: { cursor: 5 } }))).toEqual({ kind: "cursor", epoch: 5, best: 20 });
  expect(currentNotice(viewOf(state))).toMatchObject({ kind: "activity", entry: { kind: "applied" } });
});

test("an activity is news for five seconds of training", () => {
  expect(currentNotice(viewOf(lineRun().command({ type: "pause" }).command({ type: "resume" }).state))).toBeDefined();
  const later = lineRun({ epochs: 2000 }).command({ type: "set", epochsPerSecond: 9 }).train(1001).state;
  expect(currentNotice(viewOf(later))).toBeUndefined();
  expect(currentNotice(viewOf(later, { canControl: false, controlHint: "ask" }))).toEqual({ kind: "readOnly" });
});
