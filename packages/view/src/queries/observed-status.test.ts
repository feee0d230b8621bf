import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { interrupt } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { observedStatus } from "./observed-status.ts";

const running = lineRun().train(3).state;
const paused = lineRun().train(3).command({ type: "pause" }).state;
const finished = lineRun({ epochs: 3 }).train().state;

test("a run whose connection is lost or reconnecting is lost; once connected, it has the status of its events", () => {
  for (const state of [running, paused]) {
    for (const status of ["lost", "connecting"]) expect(observedStatus({ state, status })).toBe("lost");
    for (const status of ["replaying", "live", undefined]) expect(observedStatus({ state, status })).toBe(state.phase);
  }
});

test("before the first event a connecting run is not lost", () => {
  expect(observedStatus({ state: initialState(), status: "connecting" })).toBe("waiting");
  expect(observedStatus({ state: initialState(), status: "lost" })).toBe("lost");
});

test("a run that has ended stays so, whatever the connection", () => {
  for (const status of ["lost", "connecting", "live", "ended", "interrupted", undefined]) {
    expect(observedStatus({ state: finished, status })).toBe("finished");
    expect(observedStatus({ state: interrupt(running), status })).toBe("interrupted");
  }
});
