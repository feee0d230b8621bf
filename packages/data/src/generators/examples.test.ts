import { createReport, fit } from "@epochal/core";
import { expect, test } from "vitest";
import { exampleNames, exampleTraining } from "./examples.ts";
import { notebook } from "./notebook.ts";

test("the notebook's example is the notebook", () => {
  expect(exampleTraining("notebook")).toEqual(notebook());
});

test("layers and activation can be chosen", () => {
  const { layers } = exampleTraining("sine", { hidden: [3, 5], activation: "relu" }).spec.network;
  expect(layers.map(({ units, activation }) => [units, activation])).toEqual([
    [3, "relu"],
    [5, "relu"],
    [1, "identity"],
  ]);
});

test.each(exampleNames.filter((name) => name !== "notebook"))("the network of %s beats a straight line", (name) => {
  const { spec, data } = exampleTraining(name);
  const report = createReport(fit(spec, data), data);
  const { network, linear } = report.validation ?? report.train;
  const score = data.columns?.classes ? "logLoss" : "rmse";
  expect(network[score]!).toBeLessThan(0.7 * linear[score]!);
});
