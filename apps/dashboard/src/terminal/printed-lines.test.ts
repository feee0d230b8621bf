import { initialState } from "@epochal/view";
import { expect, test } from "vitest";
import { createPrintedLines } from "./printed-lines.ts";

test("lines join the activity at the time at which they were printed; other states do not change", () => {
  const printed = createPrintedLines();
  const empty = initialState();
  expect(printed.addTo(empty)).toBe(empty);
  const at = (trainingMs: number) => ({ ...empty, clock: { ...empty.clock, trainingMs } });
  printed.add("hello", at(20));
  const activity = [10, 30].map((atMs) => ({ kind: "interrupted", epoch: 1, atMs }) as const);
  const state = { ...at(40), activity };
  expect(printed.addTo(state).activity).toEqual([
    activity[0],
    { kind: "printed", atMs: 20, text: "hello" },
    activity[1],
  ]);
  // Models are cached by their state.
  expect(printed.addTo(state)).toBe(printed.addTo(state));
  expect(state.activity).toHaveLength(2);
});
