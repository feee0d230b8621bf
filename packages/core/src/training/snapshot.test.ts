import fc from "fast-check";
import { expect, test } from "vitest";
import { snapshotFromJson, snapshotToJson, type Snapshot, type SnapshotJson } from "./snapshot.ts";

const element = fc.double({ noNaN: true, noDefaultInfinity: true });
const vector = fc.array(element, { maxLength: 8 }).map((values) => Float64Array.from(values));
const number = element.map((value) => value + 0); // JSON has no −0
const count = fc.nat({ max: 1e6 });

const snapshots: fc.Arbitrary<Snapshot> = fc.record(
  {
    version: fc.constant(1 as const),
    epoch: count,
    step: count,
    batch: count,
    lossSum: number,
    weightSum: number,
    settings: fc.dictionary(fc.string(), number),
    parameters: vector,
    memory: vector,
    epochStart: vector,
    best: fc.record({ epoch: count, loss: number, parameters: vector }),
  },
  { requiredKeys: ["version", "epoch", "step", "batch", "lossSum", "weightSum", "settings", "parameters", "memory"] },
);

const snapshot: Snapshot = {
  version: 1,
  epoch: 1,
  step: 1,
  batch: 0,
  lossSum: 0,
  weightSum: 0,
  settings: { learningRate: 1 },
  parameters: Float64Array.of(1, -0.5),
  memory: Float64Array.of(),
  best: { epoch: 0, loss: 1, parameters: Float64Array.of(2, 3) },
};

/** Reads the JSON text of a snapshot after changing some of its properties. */
function read(json: object): Snapshot {
  return snapshotFromJson(JSON.parse(JSON.stringify({ ...snapshotToJson(snapshot), ...json })) as SnapshotJson);
}

test("a snapshot is restored from JSON text with every bit, including −0", () => {
  fc.assert(
    fc.property(snapshots, (any) => {
      const text = JSON.stringify(snapshotToJson(any));
      expect(snapshotFromJson(JSON.parse(text) as SnapshotJson)).toEqual(any);
    }),
  );
  expect(read({})).toEqual(snapshot);
});

test("a vector is encoded as base64 of its little-endian doubles", () => {
  // 1 is 0x3ff0000000000000, −0.5 is 0xbfe0000000000000.
  const bytes = Buffer.from("000000000000f03f" + "000000000000e0bf", "hex");
  expect(snapshotToJson(snapshot)).toMatchObject({ version: 2, parameters: bytes.toString("base64"), memory: "" });
});

test("lists of numbers, the format of version 1, are read", () => {
  const lists = { version: 1, parameters: [1, -0.5], memory: [], best: { epoch: 0, loss: 1, parameters: [2, 3] } };
  expect(read(lists)).toEqual(snapshot);
  expect(read({ ...lists, epochStart: [0.1] }).epochStart).toEqual(Float64Array.of(0.1));
});

const base64 = (...numbers: number[]) => Buffer.from(Float64Array.from(numbers).buffer).toString("base64");

test.each<[string, object, Error]>([
  [
    "a number that is not finite",
    { parameters: base64(1, NaN) },
    new RangeError("snapshotFromJson: expected finite numbers in parameters, got NaN at index 1"),
  ],
  [
    "null, which JSON writes for such a number in a list",
    { version: 1, best: { epoch: 0, loss: 1, parameters: [null] } },
    new RangeError("snapshotFromJson: expected finite numbers in best.parameters, got null at index 0"),
  ],
  [
    "an incomplete number",
    { memory: Buffer.from("four").toString("base64") },
    new RangeError("snapshotFromJson: expected 8 bytes for each number of memory, got 4 bytes"),
  ],
  [
    "a truncated text",
    { parameters: base64(1, 2).slice(0, -1) },
    new RangeError("snapshotFromJson: parameters: expected base64, a multiple of 4 characters, got 23"),
  ],
  [
    "a text that is not base64",
    { epochStart: "AAA*" },
    new RangeError('snapshotFromJson: epochStart: expected base64, got "*" at index 3'),
  ],
  [
    "a missing vector",
    { memory: undefined },
    new TypeError("snapshotFromJson: expected base64 for memory, got nothing"),
  ],
  [
    "a later version",
    { version: 3 },
    new RangeError("snapshotFromJson: expected version 1 or 2, got 3: try a newer epochal"),
  ],
  [
    "a damaged version",
    { version: "3" },
    new RangeError('snapshotFromJson: expected version 1 or 2, got "3": it is damaged'),
  ],
])("%s is rejected with its location", (_, json, error) => {
  expect(() => read(json)).toThrow(error);
});
