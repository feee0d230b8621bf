// Your loop pulls epochs from the trainer: it sets the pace, `break` stops, and a snapshot restores an earlier state.
import { createTrainer, dense, predict, split, type TrainingSpec } from "@epochal/core";
import { sine } from "@epochal/data";

const data = split(sine({ size: 200, noise: 0.1, seed: 1 }), 0.8);
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(16, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.01 },
  batchSize: 16,
  epochs: 500,
  seed: 42,
};

const trainer = createTrainer(spec, data);
const start = trainer.snapshot();
for (const { epoch, loss, validationLoss = loss } of trainer.epochs()) {
  if (epoch % 50 === 0) console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, validation ${validationLoss.toFixed(4)}`);
  if (validationLoss < 0.012) break;
}
const first = predict(trainer.network, [1.5]);

trainer.restore(start);
for (const { validationLoss } of trainer.epochs()) if (validationLoss! < 0.012) break;
console.log("trained twice, the same bits:", predict(trainer.network, [1.5])[0]![0] === first[0]![0]);
