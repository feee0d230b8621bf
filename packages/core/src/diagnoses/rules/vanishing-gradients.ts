import { measureActivity } from "../evidence/activity.ts";
import { isStuck } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** Optimizers whose steps are as short as the gradients. The others bring each parameter's to a size of its own, and find out. */
const UNNORMALIZED: readonly string[] = ["gradientDescent", "momentum", "nesterov"];
/** With fewer hidden layers there is nothing for a gradient to vanish in. */
const MIN_HIDDEN_LAYERS = 2;
/**
 * When the outputs of a unit of the last hidden layer lie no farther apart than this, on average, whatever the row. Behind
 * five layers of 10 or 30 sigmoid units they lay 0.001 apart at most after 50 epochs of gradient descent on a sine, and
 * the loss was where it had been after 1000; behind four 0.0025 and more, and it was on its way; behind eight of tanh, elu
 * or gelu they had a deviation of 0.08 and more.
 */
const MAX_RANGE = 0.002;

/**
 * A signal that grows weaker from layer to layer, as in deep networks of sigmoid units, which pass on a quarter at most:
 * what arrives at the last layer is the same for all rows, and what goes back as gradients is as weak. Only of a training
 * that is stuck.
 * Hochreiter, 1991; Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010.
 */
export const vanishingGradients: DiagnosisRule = {
  aspect: "network",
  diagnose(observation) {
    const { spec } = observation.trainer;
    const { layers } = spec.network;
    if (!UNNORMALIZED.includes(spec.optimizer.type) || layers.length <= MIN_HIDDEN_LAYERS || !isStuck(observation))
      return undefined;
    const hidden = measureActivity(observation.trainer).slice(0, -1);
    const { range, layer } = hidden[hidden.length - 1];
    // Where a whole layer is dead or saturated, that is the reason.
    if (!(range > 0 && range < MAX_RANGE) || hidden.some(({ idle, units }) => idle === units)) return undefined;
    return {
      text:
        `the gradients vanish: what the units of layer ${layer} say differs by ${formatNumber(range)} from row to row, so the layers ` +
        `below hear nothing of what to learn; take tanh or relu in place of ${layers[0].activation}, fewer layers, or adam`,
    };
  },
};
