/** What a training minimizes: the loss of a batch, with weighted rows, plus a penalty on large weights. */
import { backward, forward, type Network } from "../network/network.ts";
import { lookupLoss, type Penalty } from "../spec/training-spec.ts";
import { memberWeights, type Batch } from "./batches.ts";
import type { LossSpec } from "../losses/index.ts";
import type { Random } from "../random.ts";
import type { Vector } from "../vector.ts";

/** Measurements of a batch. */
export interface Evaluation {
  /** Σ wᵢ · lossᵢ / Σ wᵢ over its rows and all members that learn from them, without the penalty. */
  readonly loss: number;
  /** Σ wᵢ: the weight of `loss` in a mean over batches. */
  readonly weight: number;
  /** The function that the gradients are the derivatives of: `gradientScale` times each member's loss, plus the penalty. */
  readonly objective: number;
}

/** @throws RangeError when the loss or one of its settings is unknown; `where` starts the message. */
export function createObjective(spec: LossSpec, { l1 = 0, l2 = 0 }: Penalty, where: string) {
  const { entry, settings } = lookupLoss(spec, where);
  const { gradientScale = 1 } = entry;
  let rowLosses = new Float64Array(0);

  /** Σ wᵢ · lossᵢ. */
  function weightedSum(predicted: Vector, { rows, y }: Batch, weights: Float64Array | undefined): number {
    if (rowLosses.length !== rows) rowLosses = new Float64Array(rows);
    entry.forward(rowLosses, predicted, y, y.length / rows, settings);
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += weights ? weights[i] * rowLosses[i] : rowLosses[i];
    return sum;
  }

  /** Multiplies each row's derivatives by its share in the mean. */
  function scaleByWeight(d: Vector, rows: number, weights: Float64Array | undefined, total: number): void {
    const width = d.length / rows;
    for (let k = 0; k < d.length; k++) {
      if (!weights) d[k] /= rows;
      else d[k] *= total === 0 ? 0 : weights[Math.floor(k / width)] / total;
    }
  }

  /** Adds the gradients of the penalty; returns the penalty. */
  function addPenalty({ layers }: Network): number {
    if (l1 === 0 && l2 === 0) return 0;
    let penalty = 0;
    for (const { W, dW } of layers) {
      for (let i = 0; i < W.length; i++) {
        dW[i] += l1 * Math.sign(W[i]) + l2 * W[i];
        penalty += l1 * Math.abs(W[i]) + 0.5 * l2 * W[i] * W[i];
      }
    }
    return penalty;
  }

  return {
    /** The loss of predictions `[rows, outputs]`, Σ wᵢ · lossᵢ / Σ wᵢ, without the penalty. */
    loss(predicted: Vector, batch: Batch): number {
      const total = totalWeight(batch.weights, batch.rows);
      return total === 0 ? 0 : weightedSum(predicted, batch, batch.weights) / total;
    },

    /**
     * The loss of a batch; writes the gradients of the whole objective to `network.gradients`.
     * @param random draws the dropout; without it, nothing is dropped.
     */
    evaluate(network: Network, batch: Batch, random?: Random): Evaluation {
      const { x, y, rows } = batch;
      let sum = 0;
      let weight = 0;
      let descended = 0;
      network.members.forEach((member, m) => {
        const weights = memberWeights(batch, m);
        const total = totalWeight(weights, rows);
        const memberSum = weightedSum(forward(member, x, rows, network.kernels, random), batch, weights);
        backward(member, x, rows, network.kernels, (d, predicted) => {
          entry.backward(d, predicted, y, y.length / rows, settings);
          scaleByWeight(d, rows, weights, total);
        });
        sum += memberSum;
        weight += total;
        if (total > 0) descended += (gradientScale * memberSum) / total;
      });
      return { loss: weight === 0 ? 0 : sum / weight, weight, objective: descended + addPenalty(network) };
    },
  };
}

function totalWeight(weights: Float64Array | undefined, rows: number): number {
  if (!weights) return rows;
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += weights[i];
  return sum;
}
