import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { isLossScaled, metricsTable } from "./metrics-table.ts";

test("without validation there is one loss, compared with the baselines; with it the validation loss is", () => {
  const alone = metricsTable(lineRun({ validation: false }).train(20).state);
  expect(alone.map(({ name }) => name)).toEqual(["loss", "rmse", "mae", "r2"]);
  expect(alone[0]!.linear).toBeGreaterThan(0);
  const [loss, validationLoss] = metricsTable(lineRun().train(20).state);
  expect(loss).toMatchObject({ name: "loss", linear: undefined, beatsLinear: undefined });
  expect(validationLoss).toMatchObject({ name: "validationLoss", beatsLinear: false });
});

test("the best of a training loss belongs to the epoch before, and that of a score is approximate", () => {
  const { state } = lineRun().train(20);
  const best = Object.fromEntries(metricsTable(state).map((row) => [row.name, row.best]));
  expect(best["loss"]).toMatchObject({ epoch: state.best.loss!.epoch - 1, isApproximate: false });
  expect(best["validationLoss"]).toMatchObject({ epoch: state.best.validationLoss!.epoch, isApproximate: false });
  expect(best["r2"]).toMatchObject({ isApproximate: true });
});

test("a loss is scaled if the targets are", () => {
  expect(isLossScaled(lineRun().train(1).state)).toBe(false);
  expect(isLossScaled(tableRun().train(1).state)).toBe(true);
});

test("the best score of an ended run is that of the model it keeps, unless a snapshot's is better", () => {
  const { state } = tableRun().train();
  const { network, linear } = state.finished!.report.validation!;
  const rmse = metricsTable(state).find(({ name }) => name === "rmse")!;
  expect(rmse.best).toEqual({ value: network.rmse, epoch: state.finished!.modelEpoch, isApproximate: false });
  expect(rmse.best!.value).toBeLessThan(state.best.rmse!.value);
  expect(rmse.beatsLinear).toBe(network.rmse < linear.rmse);
  const worse = { ...state, best: { ...state.best, rmse: { value: network.rmse / 2, epoch: 1 } } };
  expect(metricsTable(worse).find(({ name }) => name === "rmse")!.best).toMatchObject({ isApproximate: true });
});
