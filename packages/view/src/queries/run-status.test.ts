import { expect, test } from "vitest";
import { line } from "../../test/story.ts";
import { interrupt } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { runStatus } from "./run-status.ts";

const running = line().train(3).state;
const paused = line().train(3).command({ type: "pause" }).state;
const finished = line({ epochs: 3 }).train().state;

test("a run whose connection is gone, or is being made again, is lost; once it is heard of, it stands as its events say", () => {
  for (const state of [running, paused]) {
    for (const status of ["lost", "connecting"]) expect(runStatus({ state, status })).toBe("lost");
    for (const status of ["replaying", "live", undefined]) expect(runStatus({ state, status })).toBe(state.phase);
  }
});

test("before the first event a first try is no loss", () => {
  expect(runStatus({ state: initialState(), status: "connecting" })).toBe("waiting");
  expect(runStatus({ state: initialState(), status: "lost" })).toBe("lost");
});

test("a run that is over stays so, whatever the connection", () => {
  for (const status of ["lost", "connecting", "live", "ended", "interrupted", undefined]) {
    expect(runStatus({ state: finished, status })).toBe("finished");
    expect(runStatus({ state: interrupt(running), status })).toBe("interrupted");
  }
});
