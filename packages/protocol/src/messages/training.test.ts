import { createDataset, dense, type TrainingData } from "@epochal/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ProtocolError } from "../close-codes.ts";
import { rowsFromJson, rowsToJson } from "./rows-json.ts";
import { decodeTraining, type TrainingRequest } from "./training.ts";

const spec = {
  network: { inputs: 2, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 5,
};
const data = {
  train: {
    x: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    y: [[7, 8, 9]],
  },
};

test("the known fields of a training are kept, and no others", () => {
  expect(decodeTraining({ type: "spec", spec: { ...spec, later: 1 }, data, later: 2 } as { type: string })).toEqual({
    type: "spec",
    spec: { ...spec, later: 1 },
    data,
  });
  const table: TrainingRequest = {
    type: "table",
    table: "a.csv",
    target: "y",
    hidden: [8],
    missing: "refuse",
    seed: 3,
  };
  expect(decodeTraining(table)).toEqual(table);
});

test.each([
  [{ type: "search" }, 'expected type "spec", "table", "builtIn", got "search"'],
  [{ type: "toString" }, 'expected type "spec", "table", "builtIn", got "toString"'],
  [{ type: "spec", data }, "expected spec of spec to be an object, got nothing"],
  [
    { type: "spec", spec: { ...spec, network: {} }, data },
    "expected spec.network.inputs of spec to be a whole number ≥ 0, got nothing",
  ],
  [
    { type: "spec", spec: { ...spec, network: { inputs: 2, layers: [] } }, data },
    "expected spec.network.layers of spec to be a list of at least 1 layer, got a list",
  ],
  [{ type: "spec", spec, data: {} }, "expected data.train of spec to be an object, got nothing"],
  [
    { type: "spec", spec, data: { train: { x: [[1, null]], y: [] } } },
    "expected data.train.x.0 of spec to be a list of numbers, or base64 of doubles, got a list",
  ],
  [{ type: "table", table: "a.csv" }, "expected target of table to be a string, got nothing"],
  [
    { type: "table", table: "a.csv", target: "y", hidden: [0] },
    "expected hidden.0 of table to be a whole number ≥ 1, got 0",
  ],
  [{ type: "builtIn", name: "" }, 'expected name of builtIn to be a string of 1 to 64 characters, got ""'],
])("%j is rejected in one line", (value, message) => {
  expect(() => decodeTraining(value)).toThrow(new ProtocolError(`decodeTraining: ${message}`));
});

test("parts of different widths are rejected in one line", () => {
  const train = { x: [[1], [2]], y: [[3]] };
  expect(() => rowsFromJson({ train, test: { x: [[1]], y: [[3]] } })).toThrow(
    new ProtocolError("decodeTraining: expected 2 columns of x in test, as train has, got 1"),
  );
  expect(() => rowsFromJson({ train, validation: { ...train, y: [[3], [4]] } })).toThrow(
    new ProtocolError("decodeTraining: expected 1 columns of y in validation, as train has, got 2"),
  );
});

test("columns that do not match the rows are rejected in one line", () => {
  const train = { x: [[1], [2]], y: [[3]] };
  const columns = { inputs: [{ name: "a", kind: "number" }], targets: ["y"] };
  expect(() => rowsFromJson({ train, columns })).toThrow(
    new ProtocolError("decodeTraining: expected columns for 2 inputs, got 1"),
  );
});

test("columns become rows", () => {
  const { train } = rowsFromJson({ train: { ...data.train, weights: [1, 0, 1] } });
  expect(train).toEqual(
    createDataset(
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
      [7, 8, 9],
      { weights: [1, 0, 1] },
    ),
  );
});

test("rows are returned bit for bit", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const part = fc
    .record({
      rows: fc.integer({ min: 1, max: 6 }),
      inputs: fc.integer({ min: 1, max: 3 }),
      outputs: fc.integer({ min: 1, max: 2 }),
    })
    .chain(({ rows, inputs, outputs }) => {
      const numbers = (length: number) =>
        fc.array(number, { minLength: length, maxLength: length }).map((all) => Float64Array.from(all));
      return fc.record({
        rows: fc.constant(rows),
        inputs: fc.constant(inputs),
        outputs: fc.constant(outputs),
        x: numbers(rows * inputs),
        y: numbers(rows * outputs),
      });
    });
  fc.assert(
    fc.property(part, fc.boolean(), (train, isJudged) => {
      const inputs = Array.from({ length: train.inputs }, (_, i) => ({ name: `x${i}`, kind: "number" as const }));
      const columns = { inputs, targets: Array.from({ length: train.outputs }, (_, i) => `y${i}`) };
      const rows: TrainingData = { train, ...(isJudged && { test: train }), columns };
      expect(rowsFromJson(JSON.parse(JSON.stringify(rowsToJson(rows))))).toEqual(rows);
    }),
  );
});

test.each([
  [{ x: [[1, 2], [3]], y: [[1, 2]] }, "expected 2 numbers in each column of x in train, got 1"],
  [{ x: [[1, 2]], y: [[1]] }, "expected 2 numbers in each column of y in train, got 1"],
  [{ x: [[1]], y: [[1]], weights: [1, 2] }, "expected 1 numbers in each column of weights in train, got 2"],
  [{ x: [], y: [[1]] }, "expected at least 1 column of x in train, got 0"],
  [{ x: ["AAAA"], y: [[1]] }, "expected 8 bytes for each number of column 1 of x in train, got 3 bytes"],
  [{ x: ["!"], y: [[1]] }, /column 1 of x in train/],
])("columns of different lengths are rejected in one line: %j", (train, message) => {
  const decode = () => rowsFromJson({ train });
  expect(decode).toThrow(ProtocolError);
  expect(decode).toThrow(typeof message === "string" ? `decodeTraining: ${message}` : message);
});

test("stopping rules are a list: a view looks for one in it", () => {
  const training = { type: "spec", spec: { ...spec, stopping: 7 }, data };
  expect(() => decodeTraining(training)).toThrow("expected spec.stopping of spec to be a list, got 7");
});
