import { eventsOf, type EpochChunk, type EventChunk } from "@epochal/stream/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { epochChunk, notice } from "../test/fake-chunks.ts";
import { coalesceEpochs } from "./coalesce-epochs.ts";

const lengths = (chunks: readonly EventChunk[]) =>
  chunks.map((chunk) => (chunk.type === "epochs" ? chunk.loss.length : 0));

test("consecutive single epochs become one chunk, up to the next other event", () => {
  const chunks = [
    epochChunk(1, 1),
    epochChunk(2, 1),
    epochChunk(3, 4),
    notice(7),
    epochChunk(8, 1),
    epochChunk(9, 500),
  ];
  expect(lengths(coalesceEpochs(chunks))).toEqual([6, 0, 1, 500]);
  expect(coalesceEpochs(chunks)[3]).toBe(chunks[5]);
});

test("a skipped epoch number or a different set of columns begins a new chunk", () => {
  const skipped = { ...(epochChunk(2, 1) as EpochChunk), epoch: 3 };
  expect(lengths(coalesceEpochs([epochChunk(1, 1), skipped]))).toEqual([1, 1]);
  const validated = { ...(epochChunk(2, 1) as EpochChunk), validationLoss: Float64Array.of(1) };
  expect(lengths(coalesceEpochs([epochChunk(1, 1), validated]))).toEqual([1, 1]);
});

test("the events stay the same for any chunks", () => {
  const kinds = fc.array(fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constant("notice" as const)), { maxLength: 60 });
  fc.assert(
    fc.property(kinds, fc.boolean(), (stored, hasValidation) => {
      let seq = 1;
      const chunks = stored.map((kind): EventChunk => {
        const chunk = kind === "notice" ? notice(seq) : epochChunk(seq, kind);
        seq += kind === "notice" ? 1 : kind;
        return chunk.type === "epochs" && hasValidation ? { ...chunk, validationLoss: chunk.loss } : chunk;
      });
      const events = (all: readonly EventChunk[]) => all.flatMap((chunk) => [...eventsOf(chunk)]);
      expect(events(coalesceEpochs(chunks))).toEqual(events(chunks));
      expect(events(coalesceEpochs(coalesceEpochs(chunks)))).toEqual(events(chunks));
    }),
    { numRuns: 50 },
  );
});
