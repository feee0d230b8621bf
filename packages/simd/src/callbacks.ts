/** Activations and losses without a kernel in the assembly: it calls core's own implementations. */
import { activations, losses, type Loss, type Settings, type TrainingSpec } from "@epochal/core";
import type { Layout } from "./layout.ts";
import type { Callbacks } from "./instance.ts";
import type { Views } from "./views.ts";

export function createCallbacks(spec: TrainingSpec, { words, layers }: Layout, views: Views): Callbacks {
  const { outputs, targets, predicted, batchY, rowLosses, layerCount } = words;
  const { size, vector, doubles } = views;
  const layerOps = spec.network.layers.map(({ activation }, i) => {
    const { z, a, dz } = layers[i];
    return {
      activation: activations[activation],
      viewsOf: memoizeLast((from, to) => [z, a, dz].map((pointer) => vector(pointer + from * size, to - from))),
    };
  });

  const { type, ...given } = typeof spec.loss === "string" ? { type: spec.loss } : spec.loss;
  const loss = losses[type] as unknown as Loss;
  const settings: Settings = { ...loss.defaults, ...given };
  const { dz } = layers[layerCount - 1];
  const viewsOfRows = memoizeLast((from, to) => {
    const rows = (pointer: number, width: number) => vector(pointer + from * width * size, (to - from) * width);
    return {
      losses: doubles(rowLosses + 8 * from, to - from),
      predicted: rows(predicted, outputs),
      y: rows(batchY, targets),
      d: rows(dz, outputs),
    };
  });

  return {
    activate(layer, from, to) {
      const { activation, viewsOf } = layerOps[layer];
      const [z, a] = viewsOf(from, to);
      activation.forward(a, z);
    },
    activateBackward(layer, from, to) {
      const { activation, viewsOf } = layerOps[layer];
      const [z, a, d] = viewsOf(from, to);
      activation.backward(d, d, z, a);
    },
    measure(from, to) {
      const rows = viewsOfRows(from, to);
      loss.forward(rows.losses, rows.predicted, rows.y, targets, settings);
      loss.backward(rows.d, rows.predicted, rows.y, targets, settings);
    },
  };
}

/** `make` with its last result cached: most calls are for the same range. */
function memoizeLast<Result>(make: (from: number, to: number) => Result): (from: number, to: number) => Result {
  let last: { from: number; to: number; result: Result } | undefined;
  return (from, to) => {
    if (last?.from !== from || last.to !== to) last = { from, to, result: make(from, to) };
    return last.result;
  };
}
