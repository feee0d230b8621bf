import type { TrainingEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { reduce } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { createAnnouncer } from "./announcer.ts";
import { spellOut } from "./spell-out.ts";

function announced(events: readonly TrainingEvent[]): string[] {
  const announcer = createAnnouncer();
  let state = initialState();
  return events.flatMap((event) => {
    state = reduce(state, event);
    return announcer.next(event, () => state);
  });
}

test("a run is announced at its start, at each tenth of its epochs, and at its end", () => {
  const lines = announced([...tableRun({ epochs: 50 }).train().events]);
  expect(lines).toHaveLength(11);
  expect(lines[0]).toMatch(
    /^Run houses.csv learns y from 6 columns, 300 rows: a network 6-24-12-1 relu, 481 parameters, trained by adam with learning rate/,
  );
  expect(lines[1]).toMatch(/^10 percent\. Training, epoch 5 of 50, training loss \S+, validation loss/);
  expect(lines[5]).toMatch(/The validation loss has (fallen|risen) by \d+ % over the last 2 epochs\./);
  expect(lines[10]).toMatch(/^Finished: 50 epochs in/);
});

test("a score is announced only while it is up to date", () => {
  const { events } = lineRun({ epochs: 300 }).train();
  const sparse = events.filter(
    ({ type, ...event }) => type !== "snapshot" || ("epoch" in event && event.epoch % 100 === 0),
  );
  const lines = announced(sparse).filter((text) => /percent/.test(text));
  const scored = lines.filter((text) => text.includes("the error is")).map((text) => /epoch (\d+)/.exec(text)![1]);
  expect(lines).toHaveLength(9);
  expect(scored).toEqual(["210"]);
  // 210, 240, 270 and the end: a snapshot follows its epoch.
  expect(announced(events).filter((text) => text.includes("the error is"))).toHaveLength(4);
});

test("commands, refusals and notices are announced as they happen", () => {
  const { events } = lineRun()
    .train(5)
    .command({ type: "set", learningRate: 0.02 })
    .command({ type: "resume" }, "the run is not paused")
    .notice("the loss stands still", "plateau");
  expect(announced(events).slice(1)).toEqual([
    "Applied: lr 0.01 to 0.02 at epoch 5.",
    "Refused: resume: the run is not paused.",
    "Noticed: the loss stands still.",
  ]);
});

test("signs become words or nothing; letters of all languages stay", () => {
  expect(spellOut("lr 1 → 2 ≥ 3, 価格.csv ⠿█│ ±4")).toBe("lr 1 to 2 at least 3, 価格.csv plus or minus 4");
});
