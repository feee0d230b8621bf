import { createTrainer, parseModel, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { Command, EventChunk, FinishReason } from "./events/index.ts";
import { readModel } from "./read-model.ts";
import { startRun } from "./run.ts";

const { spec, data: held } = lineTraining({ epochs: 12 });
const { data } = lineTraining({ withValidation: false });

/** The log of a run that starts paused and receives these commands one by one, and its record. */
function store(commands: readonly Command[], used = data, changed: Partial<TrainingSpec> = {}) {
  const clock = createFakeClock();
  const run = startRun({ ...spec, ...changed }, used, { id: "a", clock });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  for (const command of [{ type: "pause" } as const, ...commands]) {
    run.command(command);
    clock.settle();
  }
  const last = chunks.at(-1)!;
  const snapshot = chunks.findLast((chunk) => chunk.type === "snapshot")?.snapshot;
  const source = {
    read: (_run: string, after: number, limit: number) => chunks.filter(({ seq }) => seq > after).slice(0, limit),
    training: async () => (snapshot ? { snapshot } : {}),
  };
  const reason: FinishReason | undefined = last.type === "finished" ? last.reason : undefined;
  return { source, chunks, record: { id: "a", head: last.seq, ...(reason && { reason }) } };
}

describe("the model of a stored run", () => {
  test("is the one of its end", async () => {
    const { source, record, chunks } = store([{ type: "step", epochs: 5 }, { type: "stop" }]);
    const last = chunks.at(-1) as EventChunk & { type: "finished" };
    expect(await readModel(source, record)).toEqual({ model: last.model, epoch: 5, isFinal: true });
  });

  test.each([
    ["the newest network", data, {}],
    ["the best network, if held-out rows choose it", held, { optimizer: { type: "adam", learningRate: 0.9 } }],
    ["the best network of folds", data, { folds: true, network: { ...spec.network, members: 2 } }],
    [
      "the best network of overlapping folds",
      data,
      {
        folds: "overlapping",
        network: { ...spec.network, members: 2 },
        optimizer: { type: "adam", learningRate: 0.9 },
      },
    ],
  ] satisfies [string, typeof data, Partial<TrainingSpec>][])(
    "is %s of its newest snapshot before its end",
    async (_, used, changed) => {
      const { source, record } = store([{ type: "step", epochs: 7 }], used, changed);
      const found = (await readModel(source, record))!;
      const trainer = createTrainer({ ...spec, ...changed }, used);
      for (const { epoch } of trainer.epochs()) if (epoch === 7) break;
      expect([found.epoch, found.isFinal]).toEqual([trainer.modelEpoch, false]);
      const { residuals: _residuals, difficulties: _difficulties, ...expected } = trainer.model().toJSON();
      expect(found.model).toEqual(expected);
      expect(parseModel(JSON.stringify(found.model)).predict([1])).toBe(trainer.model().predict([1]));
    },
  );

  test("does not exist before the first event, without a snapshot, and after the run was discarded", async () => {
    const { source, record } = store([{ type: "step", epochs: 2 }]);
    expect(await readModel({ ...source, read: () => [] }, { ...record, head: 0 })).toBeUndefined();
    expect(await readModel({ ...source, training: () => ({}) }, record)).toBeUndefined();
    const discarded = store([
      { type: "step", epochs: 2 },
      { type: "stop", discard: true },
    ]);
    expect(await readModel(discarded.source, discarded.record)).toBeUndefined();
  });
});
