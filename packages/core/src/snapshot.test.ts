import fc from "fast-check";
import { expect, test } from "vitest";
import { snapshotFromJson, snapshotToJson, type Snapshot, type SnapshotJson } from "./snapshot.ts";

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // JSON knows no −0
const vector = fc.array(number, { maxLength: 8 }).map((values) => Float64Array.from(values));
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

test("a snapshot comes back from JSON text with every bit", () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const text = JSON.stringify(snapshotToJson(snapshot));
      expect(snapshotFromJson(JSON.parse(text) as SnapshotJson)).toEqual(snapshot);
    }),
  );
});

test("what JSON made of a number that is not finite is refused, and where it was", () => {
  const snapshot: Snapshot = {
    version: 1,
    epoch: 1,
    step: 1,
    batch: 0,
    lossSum: 0,
    weightSum: 0,
    settings: { learningRate: 1 },
    parameters: Float64Array.of(1, NaN),
    memory: Float64Array.of(),
    best: { epoch: 0, loss: 1, parameters: Float64Array.of(-Infinity) },
  };
  const read = (changed: Partial<Snapshot>) =>
    snapshotFromJson(JSON.parse(JSON.stringify(snapshotToJson({ ...snapshot, ...changed }))) as SnapshotJson);

  expect(() => read({})).toThrow(
    new RangeError("snapshotFromJson: expected finite numbers in parameters, got null at index 1"),
  );
  expect(() => read({ parameters: Float64Array.of(1) })).toThrow(
    new RangeError("snapshotFromJson: expected finite numbers in best.parameters, got null at index 0"),
  );
});
