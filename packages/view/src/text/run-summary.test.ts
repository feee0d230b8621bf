import type { TrainingEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { interrupt } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { summarizeRun } from "./run-summary.ts";

test("the summary of a finished run says how it ended and which model is kept, without the report", () => {
  expect(summarizeRun(tableRun({ epochs: 30 }).train().state)).toMatchInlineSnapshot(`
    "houses.csv: 6-24-12-1 relu, 481 parameters, adam, lr 0.01, seed 42
    finished: 30 epochs in 00:00, loss 0.03174, validation loss 0.06420; the network of epoch 22 is kept"
  `);
});

test("the summary of an unfinished run says how far it is", () => {
  expect(summarizeRun(lineRun().train(100).command({ type: "pause" }).state)).toMatchInlineSnapshot(`
    "notebook: 1-10-1 relu, 31 parameters, gradient descent, lr 0.01, seed 42
    paused at epoch 100 of 1000, 00:01, loss 0.1083, validation loss 0.1093

                 rows          network      mean    linear
    validation     20  rmse     0.3306    0.7824    0.2578
                       mae      0.2528    0.6311    0.1966
                       r2       0.8121  -0.05216    0.8858"
  `);
});

test("the summary of a discarded run mentions no model", () => {
  const story = tableRun({ epochs: 30 }).train();
  const { state } = story.add({ ...story.events.at(-1)!, reason: "discarded" } as TrainingEvent);
  expect(summarizeRun(state).split("\n").at(-1)).toMatch(
    /^discarded after 30 epochs in 00:00, loss \S+, validation loss \S+$/,
  );
});

test("the summary has a line for each notice", () => {
  const story = tableRun({ epochs: 30 })
    .notice("one", "plateau")
    .command({ type: "pause" })
    .train(5)
    .notice("two", "overfitting");
  const [, how, ...noticed] = summarizeRun(story.train().state).split("\n");
  expect(how).toMatch(/^finished: 30 epochs/);
  expect(noticed).toEqual(["noticed: one", "noticed: two"]);
});

test("the summary of an interrupted run says where it was interrupted", () => {
  const [, how] = summarizeRun(interrupt(lineRun({ epochs: 2000 }).train(980).state)).split("\n");
  expect(how).toBe("interrupted at epoch 980 of 2000, 00:05, loss 0.07662, validation loss 0.06817");
});

test("the summary of a diverged run says which model is kept", () => {
  const [, how] = summarizeRun(lineRun({ learningRate: 3, validation: false }).train().state).split("\n");
  expect(how).toBe("diverged after 504 epochs in 00:03, loss 1.1e306; the untrained network is kept");
});

test("the summary says if no events were received", () => {
  expect(summarizeRun(initialState())).toBe("no run: no events were received");
});
