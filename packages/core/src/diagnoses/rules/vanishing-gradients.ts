import { measureActivity } from "../evidence/activity.ts";
import { isStuck } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** Optimizers whose steps are proportional to the gradients. The others normalize the step of each parameter, and recover. */
const UNNORMALIZED: readonly string[] = ["gradientDescent", "momentum", "nesterov"];
/** With fewer hidden layers gradients do not vanish. */
const MIN_HIDDEN_LAYERS = 2;
/**
 * The mean range over rows of a unit's outputs in the last hidden layer, below which the signal has vanished. After 50
 * epochs of gradient descent on a sine it was at most 0.001 behind five layers of 10 or 30 sigmoid units, and the loss had
 * not moved after 1000; at least 0.0025 behind four, and the loss was falling; behind eight layers of tanh, elu or gelu
 * the deviation was at least 0.08.
 */
const MAX_RANGE = 0.002;

/**
 * A signal that weakens from layer to layer, as in deep networks of sigmoid units, whose slope is at most ¼: the last layer
 * receives the same values for all rows, and the gradients sent back are as weak. Reported only if the training is stuck.
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
    // If a whole layer is dead or saturated, that is the cause.
    if (!(range > 0 && range < MAX_RANGE) || hidden.some(({ idle, units }) => idle === units)) return undefined;
    return {
      text:
        `the gradients vanish: the outputs of layer ${layer} differ by only ${formatNumber(range)} from row to row, so the layers ` +
        `below receive almost no gradient; use tanh or relu instead of ${layers[0].activation}, fewer layers, or adam`,
    };
  },
};
