/** A trainer whose work the engine does tells what it tells without. */
import { createTrainer, dense, type TrainingData, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { simdEngine } from "../src/index.ts";
import { drawRows, training } from "./trainings.ts";

const network = { inputs: 3, layers: [dense(6, "relu"), dense(1)] };

/** What differs, so that each way of the trainer's books is gone. */
const differences: Record<string, Partial<TrainingSpec>> = {
  "all rows in a batch": { epochs: 1500 },
  "a learning rate that falls": { epochs: 300, schedule: { type: "cosine" } },
  "a schedule that watches the loss": { epochs: 100, schedule: { type: "plateau", patience: 3 } },
  "small batches": { batchSize: 5 },
  "an ensemble that is judged by its folds": { network: { ...network, members: 3 }, folds: true, batchSize: 7 },
  "a straight line beside the layers": { network: { ...network, shortcut: true } },
  "an early end": { epochs: 2000, stopping: [{ type: "patience", epochs: 3 }] },
  restarts: { restarts: 2, optimizer: { type: "gradientDescent", learningRate: 1e4 } },
  "dropout, which the engine leaves alone": {
    network: { ...network, layers: [dense(6, "relu", { dropout: 0.3 }), dense(1)] },
  },
};

function specOf(difference: Partial<TrainingSpec>): TrainingSpec {
  return training({ network, optimizer: { type: "adam", learningRate: 0.03 }, epochs: 40, ...difference }).spec;
}

/** Everything that a trainer tells, from the beginning to the end. */
function told(spec: TrainingSpec, data: TrainingData, options: Parameters<typeof createTrainer>[2]) {
  const trainer = createTrainer(spec, data, options);
  const records = [...trainer.epochs()];
  const { end, best, stepCount, modelEpoch } = trainer;
  return { records, snapshot: trainer.snapshot(), end, best, stepCount, modelEpoch, model: trainer.model().toJSON() };
}

describe.each(Object.entries(differences))("with %s", (_, difference) => {
  const spec = specOf(difference);
  const train = drawRows(spec, 37);

  test("epoch by epoch", () => {
    const engine = told(spec, { train }, { engine: simdEngine });
    expect(engine).toEqual(told(spec, { train }, {}));
  });

  test("beside rows to be judged by", () => {
    // Folds are judged by themselves.
    const data = spec.folds ? { train } : { train, validation: drawRows({ ...spec, seed: 99 }, 11) };
    expect(told(spec, data, { engine: simdEngine })).toEqual(told(spec, data, {}));
  });

  test("many epochs at once", () => {
    const plain = createTrainer(spec, { train });
    const byEngine = createTrainer(spec, { train }, { engine: simdEngine });
    while (!plain.end) expect(byEngine.advance(700)).toEqual(plain.advance(700));
    expect(byEngine.snapshot()).toEqual(plain.snapshot());
    expect(byEngine.end).toEqual(plain.end);
  });
});
