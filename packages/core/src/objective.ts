/** What a training descends: the loss of a batch, its rows weighted, and a penalty on large weights. */
import { backward, forward, predictFlat, type Network } from "./network.ts";
import { chooseLoss, type Penalty } from "./training-spec.ts";
import type { Batch } from "./batches.ts";
import type { LossSpec } from "./losses/index.ts";
import type { Random } from "./random.ts";

export interface Objective {
  /** The loss of a batch, Σ wᵢ · lossᵢ / Σ wᵢ, without the penalty; nothing else is computed. */
  loss(network: Network, batch: Batch): number;
  /**
   * The same, and the gradients of the whole objective into `network.gradients`.
   * @param chance draws the dropout; where it is left out, nothing is dropped.
   */
  evaluate(network: Network, batch: Batch, chance?: Random): number;
  /** The number whose derivatives the gradients are, where `loss` is what `evaluate` returned. */
  descended(network: Network, loss: number): number;
}

/** @throws RangeError when the loss or a setting of it is unknown; the message begins with `where`. */
export function createObjective(spec: LossSpec, { l1 = 0, l2 = 0 }: Penalty, where: string): Objective {
  const { entry, settings } = chooseLoss(spec, where);
  const { descends = 1 } = entry;
  let rowLosses = new Float64Array(0);

  /** The weighted mean of the row losses. */
  function mean(predicted: Float64Array, { rows, y, weights }: Batch): number {
    if (rowLosses.length !== rows) rowLosses = new Float64Array(rows);
    entry.forward(rowLosses, predicted, y, y.length / rows, settings);
    let sum = 0;
    if (!weights) {
      for (let i = 0; i < rows; i++) sum += rowLosses[i];
      return sum / rows;
    }
    for (let i = 0; i < rows; i++) sum += weights[i] * rowLosses[i];
    const total = weightOf({ rows, weights });
    return total === 0 ? 0 : sum / total;
  }

  /** Each row's derivatives, by its share in the mean. */
  function share(d: Float64Array, { rows, weights }: Batch): void {
    if (!weights) {
      for (let k = 0; k < d.length; k++) d[k] /= rows;
      return;
    }
    const width = d.length / rows;
    const total = weightOf({ rows, weights });
    for (let k = 0; k < d.length; k++) d[k] *= total === 0 ? 0 : weights[Math.floor(k / width)] / total;
  }

  return {
    loss: (network, batch) => mean(predictFlat(network, batch.x), batch),

    evaluate(network, batch, chance) {
      const { x, y, rows } = batch;
      const loss = mean(forward(network, x, rows, chance), batch);
      backward(network, x, rows, (d, predicted) => {
        entry.backward(d, predicted, y, y.length / rows, settings);
        share(d, batch);
      });
      if (l1 > 0 || l2 > 0) {
        for (const { W, dW } of network.layers) {
          for (let i = 0; i < W.length; i++) dW[i] += l1 * Math.sign(W[i]) + l2 * W[i];
        }
      }
      return loss;
    },

    descended(network, loss) {
      let penalty = 0;
      if (l1 > 0 || l2 > 0) {
        for (const { W } of network.layers) {
          for (let i = 0; i < W.length; i++) penalty += l1 * Math.abs(W[i]) + 0.5 * l2 * W[i] * W[i];
        }
      }
      return descends * loss + penalty;
    },
  };
}

/** What a batch counts in a mean over batches: its rows, or the sum of their weights. */
export function weightOf({ rows, weights }: Pick<Batch, "rows" | "weights">): number {
  if (!weights) return rows;
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += weights[i];
  return sum;
}
