import { expect, test } from "vitest";
import { readAddress, readTableAddress, writeAddress, writeTableAddress } from "./choices-in-address.ts";
import { dataSets, defaultChoices, type DataSetName } from "./data-sets.ts";

test.each(Object.keys(dataSets) as DataSetName[])("an address of %s gives back all of its training", (data) => {
  const choices = { ...defaultChoices(data), hidden: [3, 5], rate: 0.1 + 0.2, seed: 4294967295 };
  const changes = [{ epoch: 12, step: 345, set: { learningRate: 1e-7 } }];
  const linked = { choices, changes, epoch: 40 };
  expect(readAddress(writeAddress(linked))).toEqual(linked);
});

test("an address without choices is the notebook", () => {
  expect(readAddress("")).toEqual({ choices: defaultChoices("notebook"), changes: [], epoch: undefined });
});

test("an address of a table names the file, whatever its name", () => {
  const linked = { file: "a&b =ä.csv", target: "x+y", seed: 3, changes: [], epoch: undefined };
  expect(readTableAddress(writeTableAddress(linked))).toEqual(linked);
  expect(readTableAddress("data=sine")).toBeUndefined();
});

test.each([
  ["data=mnist", /^data: the link has "mnist", which is none of notebook, sine/],
  ["data=sine&activation=toString", /^activation: the link has "toString"/],
  ["data=sine&loss=binaryCrossEntropy", /^loss: the link has/],
  ["rate=0", 'rate: the link has "0"; choose a number from 1e-9 to 1000000'],
  ["seed=1.5", /^seed: .* a whole number from 0 to 4294967295$/],
  ["hidden=1-2-3-4-5", "hidden: at most 4 layers can be chosen, the link has 5"],
  ["hidden=1000", /^hidden: .* from 1 to 128$/],
  ["epochs=10&epoch=11", /^epoch: .* from 0 to 10$/],
])("rejects %s", (fragment, message) => {
  expect(() => readAddress(fragment)).toThrow(message);
});
