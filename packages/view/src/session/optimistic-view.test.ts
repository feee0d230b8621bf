import type { TrainingEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { keyAction } from "../control/key-action.ts";
import { reduce } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { withCommand, withReport } from "./optimistic-view.ts";
import { createView, type View } from "./view.ts";

/** A run whose schedule lowers every rate to a quarter. */
function scheduled({ events }: ReturnType<typeof lineRun>): TrainingEvent[] {
  return events.map((event) => {
    if (event.type === "started") return { ...event, spec: { ...event.spec, schedule: { type: "cosine" } } };
    return event.type === "epoch" ? { ...event, learningRate: event.learningRate / 4 } : event;
  });
}

test("under a schedule [ and ] scale the rate that the optimizer has before the schedule", () => {
  const story = lineRun().train(20);
  const report = (view: View) =>
    withReport(view, { ...view, state: scheduled(story).reduce(reduce, initialState()) }, undefined);
  const rateAfter = (input: string, view: View) => {
    const action = keyAction(input, view);
    return action?.type === "command" && action.command.type === "set" ? action.command.learningRate : undefined;
  };
  let view = report(createView({ canControl: true }));
  expect(view.state.learningRate).toBe(0.0025);
  expect(rateAfter("[", view)).toBe(0.005);

  story.command({ type: "pause" });
  view = report(view);
  expect(rateAfter("]", view)).toBe(0.02);

  view = withCommand(view, { type: "set", learningRate: 0.004 });
  expect(rateAfter("]", view)).toBe(0.008);
  story.command({ type: "set", learningRate: 0.004 }).train(20);
  view = report(view);
  expect(view.state.learningRate).toBe(0.001);
  expect(rateAfter("[", view)).toBe(0.002);
});
