import { exampleNames, exampleTraining } from "@epochal/data";
import { expect, test } from "vitest";
import { dataSets, defaultChoices, isFixed, rowsOf } from "./data-sets.ts";
import { trainingOf } from "./training.ts";

test.each(exampleNames)("%s is the same training in the page as with --data in the command", (name) => {
  const { spec, data } = exampleTraining(name);
  expect(trainingOf(defaultChoices(name))).toEqual({ name, spec, data });
});

test("the page has all examples, and one that a single neuron learns", () => {
  expect(Object.keys(dataSets).filter((name) => !exampleNames.some((known) => known === name))).toEqual(["and"]);
  expect(isFixed("and")).toBe(true);
  expect([...rowsOf(defaultChoices("and")).train.y]).toEqual([0, 0, 0, 1]);
});
