/** The network: a dot for each unit, a line for each weight. */
import { layerWeights, type LayerWeights, type View } from "@epochal/view";
import { useSize } from "../use-size.ts";
import { Waiting } from "./fit/waiting.tsx";
import type { Panel } from "./panel.ts";

export const network: Panel = { title: () => "network", content: (view) => <Network view={view} /> };

/** More units of a layer, or weights between two, are not drawn: they could not be told apart. */
const MAX_UNITS = 24;

function Network({ view: { state } }: { readonly view: View }) {
  const [ref, { width, height }] = useSize();
  const layers = layerWeights(state);
  const first = layers[0];
  if (!first) return <Waiting />;
  const columns = [first.inputs, ...layers.map(({ units }) => units)];
  const x = (column: number) => 20 + (column * (width - 40)) / Math.max(1, columns.length - 1);
  const y = (column: number, unit: number) => {
    const shown = Math.min(MAX_UNITS, columns[column]!);
    return 10 + ((unit + 0.5) * (height - 20)) / shown;
  };
  const dead = layers.reduce((sum, { deadUnits }) => sum + deadUnits, 0);
  return (
    <>
      <p class="legend">
        <span class="train">positive weight</span>
        <span class="validation">negative</span>
        {dead > 0 && <span class="quiet">{dead} dead units</span>}
      </p>
      <div class="chart" ref={ref}>
        {width > 0 && (
          <svg role="img" aria-label={`a network of ${columns.join(", ")} units`} width={width} height={height}>
            {layers.map((layer, i) => (
              <Weights key={i} layer={layer} x1={x(i)} x2={x(i + 1)} y1={(p) => y(i, p)} y2={(j) => y(i + 1, j)} />
            ))}
            {columns.map((units, column) =>
              Array.from({ length: Math.min(MAX_UNITS, units) }, (_, unit) => (
                <circle key={`${column} ${unit}`} class="unit" cx={x(column)} cy={y(column, unit)} r="4" />
              )),
            )}
          </svg>
        )}
      </div>
      {Math.max(...columns) > MAX_UNITS && <p class="quiet">the first {MAX_UNITS} units of each layer</p>}
    </>
  );
}

interface WeightsProps {
  readonly layer: LayerWeights;
  readonly x1: number;
  readonly x2: number;
  readonly y1: (input: number) => number;
  readonly y2: (unit: number) => number;
}

/** The wider a line, the larger its weight, beside the largest of its layer. */
function Weights({ layer: { inputs, units, weights }, x1, x2, y1, y2 }: WeightsProps) {
  const largest = Array.from(weights).reduce((max, w) => Math.max(max, Math.abs(w)), 0) || 1;
  const lines = [];
  for (let p = 0; p < Math.min(inputs, MAX_UNITS); p++) {
    for (let j = 0; j < Math.min(units, MAX_UNITS); j++) {
      const weight = weights[p * units + j]!;
      const share = Math.abs(weight) / largest;
      const name = weight < 0 ? "weight validation" : "weight train";
      const path = `M${x1} ${y1(p)}L${x2} ${y2(j)}`;
      lines.push(
        <path key={`${p} ${j}`} class={name} d={path} stroke-width={0.3 + 3 * share} opacity={0.15 + 0.85 * share}>
          <title>{weight.toPrecision(4)}</title>
        </path>,
      );
    }
  }
  return <g>{lines}</g>;
}
