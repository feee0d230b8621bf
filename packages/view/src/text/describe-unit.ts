/** A unit of the network in sentences: its formula with numbers, and whether it still learns. */
import type { UnitDetails } from "../model/unit-details.ts";
import { formatNumber } from "../numbers/format.ts";
import { capital } from "./status-sentence.ts";

/** What a formula needs of a unit. */
interface Computed extends Pick<UnitDetails, "bias" | "z"> {
  readonly inputs: readonly { readonly weight: number; readonly value: number }[];
}

/** Most products that a formula spells out: the largest ones. */
const MAX_PRODUCTS = 4;

/** `z = b + w·x = -0.2 + 1.31·0.375 = 0.291`. */
export function unitFormula({ bias, inputs, z }: Computed): string {
  const bySize = inputs.toSorted(
    (one, other) => Math.abs(other.weight * other.value) - Math.abs(one.weight * one.value),
  );
  const largest = new Set(bySize.slice(0, MAX_PRODUCTS));
  const shown = inputs
    .filter((input) => largest.has(input))
    .map(({ weight, value }) => {
      const factor = value < 0 ? `(${figure(value)})` : figure(value);
      return ` ${weight < 0 ? "-" : "+"} ${figure(Math.abs(weight))}·${factor}`;
    });
  const rest = inputs.length > MAX_PRODUCTS ? ` + ${inputs.length - MAX_PRODUCTS} more` : "";
  return `z = ${figure(bias)}${shown.join("")}${rest} = ${figure(z)}`;
}

/** `a = relu(0.291) = 0.291`. */
export function activationFormula({ activation, z, a }: Pick<UnitDetails, "activation" | "z" | "a">): string {
  return activation === "identity" ? `a = z = ${figure(a)}` : `a = ${activation}(${figure(z)}) = ${figure(a)}`;
}

/** Whether the unit learns, and why not. @param rows sampled. */
export function describeUnitState({ isDead, a, gradient, activation }: UnitDetails, rows: number): string {
  if (isDead) return `dead: z < 0 in all ${rows} rows, so relu gives 0 and no gradient comes back`;
  const size = gradient && Math.hypot(gradient.bias, ...gradient.weights);
  if (size === undefined) return "";
  if (size === 0) return "no gradient: the next layer gives this unit no weight yet";
  const now = activation === "relu" && a === 0 ? "off for this row; " : "";
  return `${now}learns: its gradient over ${rows} rows is ${figure(size)} long`;
}

/** All of it in sentences, for people who listen. */
export function describeUnit(unit: UnitDetails, rows: number): string {
  const { bias, inputs } = unit;
  const weights = inputs.map(({ name, weight }) => `w of ${name} is ${figure(weight)}`);
  const state = describeUnitState(unit, rows);
  const sentences = [
    `Unit ${unit.unit} of layer ${unit.layer}, ${unit.activation}: b is ${figure(bias)}, ${weights.join(", ")}`,
    unitFormula(unit),
    activationFormula(unit),
    ...(state === "" ? [] : [capital(state)]),
  ];
  return `${sentences.join(". ")}.`;
}

function figure(value: number): string {
  return formatNumber(value).trim();
}
