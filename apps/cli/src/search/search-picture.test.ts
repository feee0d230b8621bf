import type { SearchEvent } from "@epochal/search";
import { expect, test } from "vitest";
import { addToPicture, drawSearch, type ShownTrials } from "./search-picture.ts";

const started = (trial: number, epochs: number): SearchEvent<unknown> => ({
  type: "trialStarted",
  trial,
  settings: { learningRate: trial / 1000 },
  rung: 0,
  epochs,
});
const reported = (trial: number, epoch: number, loss: number, isEnded = false): SearchEvent<unknown> => ({
  type: "trialReported",
  trial,
  settings: { learningRate: trial / 1000 },
  rung: 0,
  epoch,
  loss,
  isEnded,
  best: 1,
});
const size = { trials: 30, epochs: 60, names: ["learningRate"] };
const draw = (events: readonly SearchEvent<unknown>[], rows = 24) => {
  const shown: ShownTrials = events.reduce(addToPicture, new Map() as ShownTrials);
  return drawSearch(shown, size, rows, ["#", "-", "."]).join("\n");
};

test("trials are sorted by their loss, with how far they have come", () => {
  const events = [
    started(1, 7),
    started(2, 7),
    started(3, 7),
    reported(1, 7, 0.5),
    reported(2, 7, 0.25),
    started(2, 20),
    reported(3, 5, Infinity, true),
    started(4, 7),
  ];
  expect(draw(events)).toBe(
    `
4 of 30 trials, 2 in training, best loss 0.25: trial 2
trial      epochs                    loss  learningRate
2          #--.......  7             0.25         0.002
1 (usual)  #.........  7              0.5         0.001
3          #.........  5, ended  diverged         0.003
4          -.........  0                …         0.004`.trim(),
  );
});

test("there are as many trials as the screen has room for, the best of them", () => {
  const events = Array.from({ length: 30 }, (_, i) => reported(i + 1, 60, 1 / (i + 1)));
  const high = draw(events).split("\n");
  expect(high).toHaveLength(15);
  expect(high[2]).toMatch(/^30 /);
  expect(high.at(-1)).toBe("… and 18 more");
  expect(draw(events, 8).split("\n")).toHaveLength(7);
});
