import { createTrainer, dense, type Engine, type TrainingSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { createEngineSession } from "../src/engine-session.ts";
import { createLayout } from "../src/layout.ts";
import { moduleFor } from "../src/modules.ts";
import { drawRows, training } from "./trainings.ts";

/** An engine with only two batches of at most 7 rows in memory at a time. */
const windowed: Engine = (plan) => {
  const layout = createLayout(plan, { maxResidentBytes: 0, windowBytes: 2 * 7 * plan.train.inputs * 8 });
  expect(layout.isWindowed).toBe(true);
  return createEngineSession(plan, layout, moduleFor("float64")!);
};

const network = { inputs: 5, layers: [dense(6, "relu"), dense(2)], shortcut: true };
const differences: Record<string, Partial<TrainingSpec>> = {
  "shuffled rows": {},
  "rows in their order": { shuffle: false },
  "overlapping folds": { network: { ...network, members: 3 }, folds: "overlapping" },
  "piecewise-linear inputs": {
    network: { ...network, inputs: 10, shortcut: false },
    scaling: { inputs: "standard", knots: [[], [-1, 0, 1], [], [], [-2, -1, 0.5, 1]], margins: { inputs: 0.1 } },
  },
};

test.each(Object.entries(differences))("with %s, a window of the rows gives the bits of all rows", (_, difference) => {
  const { spec } = training({ network, optimizer: { type: "adam" }, batchSize: 7, epochs: 5, ...difference });
  const shape = { ...spec, network: { ...spec.network, inputs: 5 } };
  const train = drawRows(shape, 45, true);
  const data = spec.folds ? { train } : { train, validation: drawRows({ ...shape, seed: 99 }, 11) };
  const run = (engine?: Engine) => {
    const trainer = createTrainer(spec, data, engine ? { engine } : {});
    return { records: [...trainer.epochs()], snapshot: trainer.snapshot(), model: trainer.model().toJSON() };
  };
  expect(run(windowed)).toEqual(run());
});
