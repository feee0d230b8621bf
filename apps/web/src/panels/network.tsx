/** The network: a dot for each unit, a line for each weight. Each says what it computes on hover and on focus. */
import { layerWeights, unitValues, type View } from "@epochal/view";
import { useState } from "preact/hooks";
import { useSize } from "../use-size.ts";
import { Waiting } from "./fit/waiting.tsx";
import { UnitDetails, unitAt, type UnitAt } from "./network/unit-details.tsx";
import { Weights, type WeightAt } from "./network/weights.tsx";
import { inputNames, unitName } from "./network/unit-names.ts";
import { readsOfNetwork, type Panel } from "./panel.ts";

export const network: Panel = {
  title: () => "network",
  content: (view) => <Network view={view} />,
  reads: (view) => [...readsOfNetwork(view), view.settings.unit, view.settings.full],
};

/** More units of a layer, or weights between two, are not drawn: they could not be distinguished. */
const MAX_UNITS = 24;

function Network({ view }: { readonly view: View }) {
  const { state, settings } = view;
  const [ref, { width, height }] = useSize();
  // The unit below the pointer, until a key or a command chooses another.
  const [pointed, setPointed] = useState<UnitAt & { readonly chosen: number }>();
  const [weight, setWeight] = useState<WeightAt>();
  const layers = layerWeights(state);
  const first = layers[0];
  if (!first) return <Waiting />;
  const values = unitValues(state, settings);
  const { unit: chosen, full } = settings;
  const unit = pointed?.chosen === chosen ? pointed : unitAt(layers, chosen);
  const shown = unit === pointed || full === "network" ? unit : undefined;
  const columns = [first.inputs, ...layers.map(({ units }) => units)];
  const x = (column: number) => 20 + (column * (width - 40)) / Math.max(1, columns.length - 1);
  const y = (column: number, i: number) => {
    const shown = Math.min(MAX_UNITS, columns[column]!);
    return 10 + ((i + 0.5) * (height - 20)) / shown;
  };
  const dead = layers.reduce((sum, { deadUnits }) => sum + deadUnits, 0);
  const inputs = inputNames(state, first.inputs);
  return (
    <>
      <p class="legend">
        <span class="train">positive weight</span>
        <span class="validation">negative</span>
        {dead > 0 && <span class="quiet">{dead === 1 ? "1 dead unit" : `${dead} dead units`}</span>}
      </p>
      <div class="chart" ref={ref}>
        {width > 0 && (
          <svg role="group" aria-label={`a network of ${columns.join(", ")} units`} width={width} height={height}>
            {layers.map((layer, i) => (
              <Weights
                key={i}
                layer={layer}
                limit={MAX_UNITS}
                at={(from, to) => `M${x(i)} ${y(i, from)}L${x(i + 1)} ${y(i + 1, to)}`}
                onHover={(ends) => setWeight(ends && { layer: i, ...ends })}
                shown={shown?.column === i + 1 ? shown.index : undefined}
              />
            ))}
            {columns.map((units, column) =>
              Array.from({ length: Math.min(MAX_UNITS, units) }, (_, index) => (
                <circle
                  key={`${column} ${index}`}
                  class={unitClass(
                    layers[column - 1]?.isDead[index],
                    shown?.column === column && shown.index === index,
                  )}
                  cx={x(column)}
                  cy={y(column, index)}
                  r="5"
                  role="img"
                  tabindex={0}
                  aria-label={unitName(inputs, layers, column, index)}
                  onPointerEnter={() => setPointed({ column, index, chosen })}
                  onFocus={() => setPointed({ column, index, chosen })}
                />
              )),
            )}
          </svg>
        )}
      </div>
      {Math.max(...columns) > MAX_UNITS && <p class="quiet">the first {MAX_UNITS} units of each layer</p>}
      <UnitDetails layers={layers} inputs={inputs} values={values} unit={unit} weight={weight} />
    </>
  );
}

function unitClass(isDead: boolean | undefined, isShown: boolean): string {
  return ["unit", isDead && "dead", isShown && "shown"].filter(Boolean).join(" ");
}
