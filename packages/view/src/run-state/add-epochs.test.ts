import fc from "fast-check";
import { eventsOf, type EpochChunk, type EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { reduce } from "./reduce.ts";
import { initialState, type RunState } from "./run-state.ts";

const start = lineRun().events.slice(0, 2) as EventChunk[];
const step = { seq: 9, time: 5, type: "commanded", command: { type: "step", epochs: 4 }, outcome: "applied" } as const;

/** Epochs as a run may report them: in chunks of any length, with losses of any kind, sometimes after a rewind, each at its time or all at one. */
const chunks = fc.array(
  fc.record({
    losses: fc.array(fc.oneof(fc.double({ noNaN: false }), fc.constantFrom(0.5, 0.25, NaN, Infinity, -Infinity)), {
      minLength: 1,
      maxLength: 40,
    }),
    back: fc.constantFrom(0, 0, 0, 7, 1000),
    isTimed: fc.boolean(),
    isStepping: fc.constantFrom(false, false, true),
  }),
  { maxLength: 12 },
);

/** The state with the values of its curves, so that two can be compared. */
function shown({ curves, ...state }: RunState): object {
  const series = Object.values(curves).map((one) => [
    one.length,
    one.range,
    one.nonFiniteCount,
    one.lastEpoch,
    one.last,
    Array.from({ length: one.length }, (_, i) => one.bucket(i)),
  ]);
  return { ...state, series };
}

test("folding chunks gives the same state as folding their events", () => {
  fc.assert(
    fc.property(chunks, fc.boolean(), (parts, hasValidation) => {
      let folded = start.reduce(reduce, initialState());
      let expected = (start as never[]).reduce(reduce, initialState());
      let epoch = 0;
      let time = 0;
      for (const { losses, back, isTimed, isStepping } of parts) {
        if (isStepping) {
          folded = reduce(folded, { ...step, epoch, step: epoch });
          expected = reduce(expected, { ...step, epoch, step: epoch });
        }
        epoch = Math.max(0, epoch - back);
        const chunk: EpochChunk = {
          type: "epochs",
          seq: 10,
          time,
          epoch: epoch + 1,
          loss: Float64Array.from(losses),
          learningRate: Float64Array.from(losses, (_, i) => 0.1 / (i + 1)),
          gradientNorm: Float64Array.from(losses, Math.abs),
          ...(isTimed && { times: Float64Array.from(losses, (_, i) => time + 90 * i) }),
          ...(hasValidation && { validationLoss: Float64Array.from(losses, (loss) => -loss) }),
        };
        folded = reduce(folded, chunk);
        expected = [...eventsOf(chunk)].reduce(reduce, expected);
        epoch += losses.length;
        time += 90 * losses.length;
        expect(shown(folded)).toEqual(shown(expected));
      }
    }),
    { numRuns: 200 },
  );
});
