import { expect, test } from "vitest";
import { line, table } from "../test/story.ts";
import { initialState } from "./state.ts";
import { summarize } from "./summarize.ts";

test("a finished run is judged on every part of its data", () => {
  expect(summarize(table({ epochs: 30 }).train().state)).toMatchInlineSnapshot(`
    "houses.csv: 6-24-12-1 relu, 481 parameters, adam, lr 1.0e-2, seed 42
    completed after 30 epochs, 00:00, loss 0.03174, validation loss 0.06420, the network of epoch 22 is kept

                 rows          network      mean    linear
    train         240  rmse      4.312     22.44     10.27
                       mae       3.371     17.53     7.497
                       r2       0.9631         0    0.7906
    validation     60  rmse      5.377     19.09     9.808
                       mae       4.352     14.65     7.232
                       r2       0.9163  -0.05478    0.7216"
  `);
});

test("an unfinished run tells how far it came", () => {
  expect(summarize(line().train(100).command({ type: "pause" }).state)).toMatchInlineSnapshot(`
    "notebook: 1-10-1 relu, 31 parameters, gradient descent, lr 1.0e-2, seed 42
    paused at epoch 100 of 1000, 00:01, loss 0.1083, validation loss 0.1093

                 rows          network      mean    linear
    validation     20  rmse     0.3306    0.7824    0.2579
                       mae      0.2528    0.6311    0.1967
                       r2       0.8121  -0.05216    0.8857"
  `);
});

test("where nothing was received, that is said", () => {
  expect(summarize(initialState())).toBe("no run: nothing was received");
});
