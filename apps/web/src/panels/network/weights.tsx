/** The weights between two layers. The wider a line, the larger its weight, beside the largest of its layer. */
import type { LayerWeights } from "@epochal/view";

/** A weight: from a unit of the layer below to one of the layer. */
export interface WeightAt {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

interface WeightsProps {
  readonly layer: LayerWeights;
  /** The maximum number of units of either layer. */
  readonly limit: number;
  /** The path of a weight. */
  readonly at: (from: number, to: number) => string;
  readonly onHover: (ends: { readonly from: number; readonly to: number } | undefined) => void;
  /** The unit whose weights stand out. */
  readonly shown: number | undefined;
}

export function Weights({ layer: { inputs, units, weights }, limit, at, onHover, shown }: WeightsProps) {
  const largest = Array.from(weights).reduce((max, w) => Math.max(max, Math.abs(w)), 0) || 1;
  const lines = [];
  for (let p = 0; p < Math.min(inputs, limit); p++) {
    for (let j = 0; j < Math.min(units, limit); j++) {
      const weight = weights[p * units + j]!;
      const share = Math.abs(weight) / largest;
      const opacity = (0.15 + 0.85 * share) * (shown === undefined || shown === j ? 1 : 0.3);
      lines.push(
        <path
          key={`${p} ${j}`}
          class={weight < 0 ? "weight validation" : "weight train"}
          d={at(p, j)}
          stroke-width={0.3 + 3 * share}
          opacity={opacity}
          onPointerEnter={() => onHover({ from: p, to: j })}
          onPointerLeave={() => onHover(undefined)}
        >
          <title>{weight.toPrecision(4)}</title>
        </path>,
      );
    }
  }
  return <g>{lines}</g>;
}
