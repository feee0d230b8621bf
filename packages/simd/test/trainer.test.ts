/** A trainer gives the same results with the engine as without. */
import { createTrainer, dense, quantileKnots, scaledWidth, type TrainingData, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { simdEngine } from "../src/index.ts";
import { drawRows, training } from "./trainings.ts";

const network = { inputs: 3, layers: [dense(6, "relu"), dense(1)] };

/** Differences that take the trainer through each of its paths. */
const differences: Record<string, Partial<TrainingSpec>> = {
  "all rows in a batch": { epochs: 1500 },
  "a falling learning rate": { epochs: 300, schedule: { type: "cosine" } },
  "a schedule that watches the loss": { epochs: 100, schedule: { type: "plateau", patience: 3 } },
  "small batches": { batchSize: 5 },
  "an ensemble that is evaluated by its folds": { network: { ...network, members: 3 }, folds: true, batchSize: 7 },
  "folds that overlap": { network: { ...network, members: 3 }, folds: "overlapping", batchSize: 7 },
  "limits of inputs and predictions": { scaling: { inputs: "standard", margins: { inputs: 0.1, targets: 0 } } },
  "a linear shortcut": { network: { ...network, shortcut: true } },
  "an early end": { epochs: 2000, stopping: [{ type: "patience", epochs: 3 }] },
  restarts: { restarts: 2, optimizer: { type: "gradientDescent", learningRate: 1e4 } },
  "dropout, which the engine does not support": {
    network: { ...network, layers: [dense(6, "relu", { dropout: 0.3 }), dense(1)] },
  },
};

function specOf(difference: Partial<TrainingSpec>): TrainingSpec {
  return training({ network, optimizer: { type: "adam", learningRate: 0.03 }, epochs: 40, ...difference }).spec;
}

/** Everything that a trainer reports, from beginning to end. */
function trainFully(spec: TrainingSpec, data: TrainingData, options: Parameters<typeof createTrainer>[2]) {
  const trainer = createTrainer(spec, data, options);
  const records = [...trainer.epochs()];
  const { end, best, stepCount, modelEpoch } = trainer;
  return { records, snapshot: trainer.snapshot(), end, best, stepCount, modelEpoch, model: trainer.model().toJSON() };
}

describe.each(Object.entries(differences))("with %s", (_, difference) => {
  const spec = specOf(difference);
  const train = drawRows(spec, 37);

  test("epoch by epoch", () => {
    const engine = trainFully(spec, { train }, { engine: simdEngine });
    expect(engine).toEqual(trainFully(spec, { train }, {}));
  });

  test("with validation rows", () => {
    // Folds need no validation rows.
    const data = spec.folds ? { train } : { train, validation: drawRows({ ...spec, seed: 99 }, 11) };
    expect(trainFully(spec, data, { engine: simdEngine })).toEqual(trainFully(spec, data, {}));
  });

  test("many epochs in a call", () => {
    const plain = createTrainer(spec, { train });
    const byEngine = createTrainer(spec, { train }, { engine: simdEngine });
    while (!plain.end) expect(byEngine.advance(700)).toEqual(plain.advance(700));
    expect(byEngine.snapshot()).toEqual(plain.snapshot());
    expect(byEngine.end).toEqual(plain.end);
  });
});

test("with piecewise-linear parts of the inputs", () => {
  const narrow = specOf({ batchSize: 5 });
  const [train, validation] = [drawRows(narrow, 37), drawRows({ ...narrow, seed: 99 }, 11)];
  const knots = quantileKnots(train, 4);
  const inputs = scaledWidth(3, knots);
  expect(inputs).toBe(15);
  const spec = { ...narrow, network: { ...network, inputs, shortcut: true }, scaling: { knots } };
  const data = { train, validation };
  expect(trainFully(spec, data, { engine: simdEngine })).toEqual(trainFully(spec, data, {}));
});
