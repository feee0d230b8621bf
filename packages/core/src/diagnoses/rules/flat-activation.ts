import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * A layer of `step` units, which have no slope anywhere: no gradient reaches its own weights or those of the layers below.
 * It is why Rosenblatt's perceptron has a rule of its own, and one layer only.
 */
export const flatActivation: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { spec } }) {
    const layer = spec.network.layers.findLastIndex(({ activation }) => activation === "step") + 1;
    if (layer === 0) return undefined;
    const frozenLayers = layer === 1 ? "layer 1 never learns" : `layers 1 to ${layer} never learn`;
    return {
      text: `${frozenLayers}: the step of layer ${layer} has no slope for a gradient to pass; take sigmoid in its place`,
    };
  },
};
