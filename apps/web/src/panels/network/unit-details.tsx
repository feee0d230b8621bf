/** How a unit computes its output from its weights, for one row. */
import { activationFormula, formatNumber, unitFormula, type LayerWeights, type UnitValues } from "@epochal/view";
import { DataTable } from "../../charts/data-table.tsx";
import { unitName } from "./unit-names.ts";
import type { WeightAt } from "./weights.tsx";

/** A unit: column 0 are the inputs, then the layers. */
export interface UnitAt {
  readonly column: number;
  readonly index: number;
}

/** @param chosen the position of a unit among those of all layers, from 0. */
export function unitAt(layers: readonly LayerWeights[], chosen: number): UnitAt {
  let index = chosen;
  for (const [i, { units }] of layers.entries()) {
    if (index < units) return { column: i + 1, index };
    index -= units;
  }
  return { column: layers.length, index: layers.at(-1)!.units - 1 };
}

interface UnitDetailsProps {
  readonly layers: readonly LayerWeights[];
  readonly inputs: readonly string[];
  readonly values: UnitValues | undefined;
  readonly unit: UnitAt;
  readonly weight: WeightAt | undefined;
}

export function UnitDetails(props: UnitDetailsProps) {
  const { layers, inputs, values, unit, weight } = props;
  const name = (column: number, index: number) => unitName(inputs, layers, column, index);
  const row = values?.row.map((value) => number(value)).join(", ");
  return (
    <div class="unit-details">
      <p>
        {weight
          ? `weight from ${name(weight.layer, weight.from)} to ${name(weight.layer + 1, weight.to)}: ${number(weightOf(layers, weight))}`
          : inWords(props, unit)}
      </p>
      {row !== undefined && (
        <p class="quiet">
          for {row} ({values?.isProbe ? "your input" : "the first training row; p chooses another"})
        </p>
      )}
      {unit.column > 0 && (
        <DataTable
          caption={`what ${name(unit.column, unit.index)} adds up`}
          columns={["from", "value", "weight", "product"]}
          rows={() => sumRows(props, unit)}
        />
      )}
    </div>
  );
}

/** `unit 2 of layer 1 (tanh): z = 0.1 + 0.5·2 = 1.1, a = tanh(1.1) = 0.8005`. */
function inWords(props: UnitDetailsProps, { column, index }: UnitAt): string {
  const { layers, inputs, values } = props;
  const name = unitName(inputs, layers, column, index);
  if (column === 0) return `${name}: ${number(values?.inputs[index])} for the network`;
  const { biases, activation = "identity" } = layers[column - 1]!;
  const { z, a } = values?.layers[column - 1] ?? {};
  if (!z || !a) return name;
  const unit = {
    bias: biases[index]!,
    inputs: terms(props, { column, index }),
    z: z[index]!,
    a: a[index]!,
    activation,
  };
  return `${name}: ${unitFormula(unit)}, ${activationFormula(unit)}`;
}

/** The products of a unit, its bias `b`, their sum `z`, and its output `a`. */
function sumRows(props: UnitDetailsProps, unit: UnitAt): (readonly string[])[] {
  const { biases } = props.layers[unit.column - 1]!;
  const { z, a } = props.values?.layers[unit.column - 1] ?? {};
  const total = (name: string, value: number | undefined) => [name, "", "", number(value)];
  return [
    ...terms(props, unit).map(({ from, value, weight: w }) => [from, number(value), number(w), number(value * w)]),
    total("bias b", biases[unit.index]),
    total("sum z", z?.[unit.index]),
    total("output a", a?.[unit.index]),
  ];
}

/** What a unit adds to its bias: for each unit below, its output and the weight. */
function terms({ layers, inputs, values }: UnitDetailsProps, { column, index }: UnitAt) {
  const { inputs: count, units, weights } = layers[column - 1]!;
  const below = column === 1 ? values?.inputs : values?.layers[column - 2]!.a;
  return Array.from({ length: count }, (_, p) => ({
    from: unitName(inputs, layers, column - 1, p),
    value: below?.[p] ?? NaN,
    weight: weights[p * units + index]!,
  }));
}

function weightOf(layers: readonly LayerWeights[], { layer, from, to }: WeightAt): number | undefined {
  const { units, weights } = layers[layer]!;
  return weights[from * units + to];
}

function number(value: number | undefined): string {
  return formatNumber(value).trim();
}
