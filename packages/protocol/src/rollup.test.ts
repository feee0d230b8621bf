import { eventsOf, type EpochChunk } from "@epochal/stream/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRollup } from "./rollup.ts";

function epochs(first: number, losses: readonly number[]): EpochChunk {
  const loss = Float64Array.from(losses);
  return { type: "epochs", seq: first, time: 0, epoch: first + 10, loss, learningRate: loss, gradientNorm: loss };
}

test("a rollup of 4, 1 and 7 has min 1, max 7, mean 4, last 7, count 3", () => {
  const rollup = createRollup();
  rollup.add(epochs(1, [4, 1, 7]));
  rollup.add({ type: "noticed", seq: 4, time: 0, epoch: 13, text: "" });
  const column = { min: 1, max: 7, mean: 4, last: 7, count: 3 };
  expect(rollup.toJSON()).toEqual({
    types: { epoch: 3, noticed: 1 },
    rollup: {
      epoch: { min: 11, max: 13, mean: 12, last: 13, count: 3 },
      loss: column,
      learningRate: column,
      gradientNorm: column,
    },
  });
});

test("a rollup counts only the given range, and only columns that are present", () => {
  const rollup = createRollup();
  rollup.add(epochs(1, [100, 2, 3, 100]), 2, 3);
  rollup.add({ ...epochs(5, [9]), validationLoss: Float64Array.of(8) });
  expect(rollup.toJSON().rollup["loss"]).toEqual({ min: 2, max: 9, mean: 14 / 3, last: 9, count: 3 });
  expect(rollup.toJSON().rollup["validationLoss"]).toEqual({ min: 8, max: 8, mean: 8, last: 8, count: 1 });
  rollup.add(epochs(6, [1]), 7, 6);
  expect(rollup.toJSON().types).toEqual({ epoch: 3 });
});

test("a rollup is the same by chunks, by events, by parts and from JSON", () => {
  const losses = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(losses, losses, (older, newer) => {
      const chunks = [epochs(1, older), epochs(older.length + 1, newer)];
      const byChunk = createRollup();
      const byEvent = createRollup();
      for (const chunk of chunks) {
        byChunk.add(chunk);
        for (const event of eventsOf(chunk)) byEvent.addEvent(event);
      }
      const [first, second] = chunks.map((chunk) => {
        const part = createRollup();
        part.add(chunk);
        return part;
      });
      const joined = createRollup(JSON.parse(JSON.stringify(first)));
      joined.append(second!);
      const { rollup } = byChunk.toJSON();
      expect(byEvent.toJSON().rollup).toEqual(rollup);
      expect(joined.toJSON().types).toEqual(byChunk.toJSON().types);
      for (const [name, { mean, ...others }] of Object.entries(joined.toJSON().rollup)) {
        expect(rollup[name]).toMatchObject(others);
        expect(mean).toBeCloseTo(rollup[name]!.mean, 9);
      }
      const all = [...older, ...newer];
      expect(rollup["loss"]).toEqual({
        min: Math.min(...all),
        max: Math.max(...all),
        mean: all.reduce((sum, loss) => sum + loss, 0) / all.length,
        last: all.at(-1),
        count: all.length,
      });
    }),
  );
});
