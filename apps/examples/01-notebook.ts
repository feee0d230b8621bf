// The original notebook's network, from training to prediction: 1-10-1, ReLU, gradient descent, y = 3x + 2 + noise.
import { createTrainer, predict } from "@epochal/core";
import { notebook } from "@epochal/data";

const { spec, data } = notebook();
const trainer = createTrainer(spec, data);
for (const { epoch, loss } of trainer.epochs()) {
  // The notebook counts epochs from 0.
  if ((epoch - 1) % 100 === 0) console.log(`Epoch ${epoch - 1}, Loss: ${loss.toFixed(4)}`);
}
console.log("Predicted value for input 1.5:", predict(trainer.network, [1.5])[0]![0]);
