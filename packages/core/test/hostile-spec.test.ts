import fc from "fast-check";
import { expect, test } from "vitest";
import { createTrainer, dense, estimateMemory, type TrainingSpec } from "../src/index.ts";
import { line } from "./datasets.ts";
import { mutated, rejectionOf } from "./mutations.ts";

const specs: TrainingSpec[] = [
  {
    network: {
      inputs: 1,
      layers: [dense(5, "tanh", { dropout: 0.3, initializer: "heNormal" }), dense(1)],
      shortcut: true,
    },
    loss: { type: "huber", delta: 0.5 },
    optimizer: { type: "adam", learningRate: 0.02 },
    schedule: { type: "plateau", factor: 0.5 },
    batchSize: 7,
    shuffle: true,
    epochs: 12,
    seed: 5,
    scaling: { inputs: "standard", targets: "minMax" },
    penalty: { l1: 0.1, l2: 0.1 },
    clipping: { norm: 1, value: 1 },
    stopping: [{ type: "patience", epochs: 5 }, { type: "target", loss: 0 }, { type: "updates" }],
    restarts: 1,
    precision: "float32",
  },
  {
    network: { inputs: 1, layers: [dense(2, "relu"), dense(1)], members: 3 },
    loss: "meanSquaredError",
    optimizer: { type: "lbfgs" },
    folds: true,
    epochs: 3,
  },
];
const data = { train: line({ rows: 20, noise: 0.1, seed: 2 }) };

test("a mutated spec is estimated and trains, or is rejected in one line", () => {
  const seen = { rejected: 0, trained: 0 };
  fc.assert(
    fc.property(mutated(specs), (spec) => {
      let bytes = 0;
      const estimated = rejectionOf(() => (bytes = estimateMemory(spec as TrainingSpec, { train: 20 })));
      expect(bytes).not.toBeNaN();
      if (bytes > 5e7) return;
      const rejection = rejectionOf(() => {
        const trainer = createTrainer(spec as TrainingSpec, data);
        for (let i = 0; i < 4; i++) trainer.step();
        expect(trainer.model().predict(1)).toBeTypeOf("number");
      });
      seen[rejection === undefined ? "trained" : "rejected"] += 1;
      const message = rejection ?? "createTrainer: none";
      expect(message).toMatch(/^createTrainer: [^\p{C}]{1,400}$/u);
      expect([undefined, message.replace("createTrainer", "estimateMemory")]).toContain(estimated);
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(seen.rejected).toBeGreaterThan(333);
  expect(seen.trained).toBeGreaterThan(10);
});
