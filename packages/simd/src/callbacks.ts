/** What the assembly leaves to core's own entries: activations and losses that it has no loop for. */
import { activations, losses, type Loss, type Settings, type TrainingSpec } from "@epochal/core";
import type { Layout } from "./layout.ts";
import type { Callbacks } from "./modules.ts";
import type { Views } from "./views.ts";

export function createCallbacks(spec: TrainingSpec, { words, layers }: Layout, views: Views): Callbacks {
  const { outputs, targets, predicted, batchY, rowLosses, layerCount } = words;
  const { size, vector, doubles } = views;
  const ofLayers = spec.network.layers.map(({ activation }, i) => {
    const { z, a, dz } = layers[i];
    return {
      entry: activations[activation],
      windowOf: keepLast((from, to) => [z, a, dz].map((pointer) => vector(pointer + from * size, to - from))),
    };
  });

  const { type, ...given } = typeof spec.loss === "string" ? { type: spec.loss } : spec.loss;
  const loss = losses[type] as unknown as Loss;
  const settings: Settings = { ...loss.defaults, ...given };
  const { dz } = layers[layerCount - 1];
  const rowsOf = keepLast((from, to) => {
    const rows = (pointer: number, width: number) => vector(pointer + from * width * size, (to - from) * width);
    return {
      losses: doubles(rowLosses + 8 * from, to - from),
      said: rows(predicted, outputs),
      y: rows(batchY, targets),
      d: rows(dz, outputs),
    };
  });

  return {
    activate(layer, from, to) {
      const { entry, windowOf } = ofLayers[layer];
      const [z, a] = windowOf(from, to);
      entry.forward(a, z);
    },
    activateBackward(layer, from, to) {
      const { entry, windowOf } = ofLayers[layer];
      const [z, a, d] = windowOf(from, to);
      entry.backward(d, d, z, a);
    },
    measure(from, to) {
      const rows = rowsOf(from, to);
      loss.forward(rows.losses, rows.said, rows.y, targets, settings);
      loss.backward(rows.d, rows.said, rows.y, targets, settings);
    },
  };
}

/** `make`, which is asked for the same range again and again, with its last answer kept. */
function keepLast<Answer>(make: (from: number, to: number) => Answer): (from: number, to: number) => Answer {
  let last: { from: number; to: number; answer: Answer } | undefined;
  return (from, to) => {
    if (last?.from !== from || last.to !== to) last = { from, to, answer: make(from, to) };
    return last.answer;
  };
}
