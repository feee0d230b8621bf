import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * A layer of `step` units, whose slope is 0 everywhere: no gradient reaches its own weights or those of the layers below.
 * This is why Rosenblatt's perceptron has its own learning rule, and only one layer.
 */
export const flatActivation: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { spec } }) {
    const layer = spec.network.layers.findLastIndex(({ activation }) => activation === "step") + 1;
    if (layer === 0) return undefined;
    const frozenLayers = layer === 1 ? "layer 1 never learns" : `layers 1 to ${layer} never learn`;
    return {
      text: `${frozenLayers}: the step of layer ${layer} passes no gradient, since its slope is 0; use sigmoid instead`,
    };
  },
};
