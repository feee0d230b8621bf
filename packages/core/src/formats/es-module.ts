/** A model becomes one JavaScript file without dependencies, for any browser, server or worker. */
import type { ActivationName } from "../activations/index.ts";
import type { LayerJson, MemberJson, Model, ModelJson } from "../model/model.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import type { Scaler } from "../data/scaler.ts";
import { inputNames, targetNames } from "./column-names.ts";
import { esActivations } from "./es-activations.ts";
import { encodeSource } from "./es-columns.ts";
import { esOutputTransforms } from "./es-output-transforms.ts";

/**
 * The text of an ES module with `export function predict(inputs)`: it maps one row to a list of targets in their own unit, or of
 * probabilities; variances are not exported. A row is a list of encoded, unscaled numbers or, if the model has columns, an object
 * by their names, which `export function encode(row)` turns into numbers. A model of classes also has `classify(inputs)`,
 * which returns what `Model.classify` does, and `classes`, their names. Weights are written with every bit, and
 * sums are added in the same order: predictions are the same bits if the engine's `exp` and `tanh` give the bits of this
 * package; otherwise the last digits may differ.
 */
export function toEsModule(model: Model): string {
  const json = model.toJSON();
  const { network, members, scalers, columns } = json;
  const count = scalers.inputs.scale.length;
  const names = [
    ...network.layers.map(({ activation }) => activation),
    ...(network.shortcut ? ["identity" as const] : []),
  ];
  const link = esOutputTransforms[model.link];
  const functions = { ...Object.fromEntries(names.map((name) => [name, esActivations[name]])), ...link.functions };
  return `// A trained network, written by epochal.

${documentation(json)}
export function predict(${columns ? "row" : "inputs"}) {
${columns ? "  const inputs = Array.isArray(row) || ArrayBuffer.isView(row) ? row : encode(row);\n" : ""}  if (inputs.length !== ${count} || !inputs.every(Number.isFinite)) {
    throw new RangeError(\`predict: expected a list of ${count} finite numbers, got [\${inputs}]\`);
  }
  const x = ${scalers.inputs.knots ? "Array.from(inputs, scaleInput).flat()" : "Array.from(inputs, scaleInput)"};
  const outputs = members.map((member) => forward(member, x));
  const mean = targetScaler.scale.map((_, j) => outputs.reduce((sum, output) => sum + output[j], 0) / outputs.length);
  // Back to the targets' own unit.
  return ${link.expression}.map((value, j) => ${clamp("value * targetScaler.scale[j] + targetScaler.offset[j]", "targetScaler", "j", scalers.targets)});
}
${columns?.classes ? classifySource(columns.classes) : ""}${columns ? encodeSource(columns) : ""}
${scaleInputSource(scalers.inputs)}

/** The outputs of one network for scaled inputs: layer after layer, plus the linear shortcut if there is one. */
function forward({ layers, shortcut }, x) {
  const outputs = layers.reduce((a, layer) => dense(layer, a), x);
  return shortcut ? dense(shortcut, x).map((line, j) => line + outputs[j]) : outputs;
}

/** a = activation(x · W + b), where W has a row for each input and a column for each unit. */
function dense({ activation, weights, biases }, x) {
  return biases.map((bias, j) => activation(x.reduce((sum, value, p) => sum + value * weights[p][j], bias)));
}

${Object.values(functions).join("\n\n")}

// scaled = (value − offset) / scale
const inputScaler = ${scalerSource(scalers.inputs)};
const targetScaler = ${scalerSource(scalers.targets)};

const members = [
${members.map((member) => memberSource(member, network)).join("\n")}
];
`;
}

/** The function from an input to its scaled number or, with knots, to a list of that number and its parts. */
function scaleInputSource(scaler: Scaler): string {
  const scaled = "(value - inputScaler.offset[i]) / inputScaler.scale[i]";
  const value = clamp("input", "inputScaler", "i", scaler);
  if (!scaler.knots)
    return `function scaleInput(input, i) {
  const value = ${value};
  return ${scaled};
}`;
  return `/** The scaled number, then for each interval between two knots how far the value is through it, from 0 to 1. */
function scaleInput(input, i) {
  const value = ${value};
  const knots = inputScaler.knots[i];
  const parts = knots.slice(1).map((end, t) => Math.min(Math.max((value - knots[t]) / (end - knots[t]), 0), 1));
  return [${scaled}, ...parts];
}`;
}

/** The expression, clamped to the scaler's limits at `index` if it has any. */
function clamp(expression: string, scaler: string, index: string, { limits }: Scaler): string {
  if (!limits) return expression;
  return `Math.min(Math.max(${expression}, ${scaler}.limits[${index}][0]), ${scaler}.limits[${index}][1])`;
}

function scalerSource({ offset, scale, knots, limits }: Scaler): string {
  const lists = (rows: readonly (readonly number[])[]) => `[${rows.map(list).join(", ")}]`;
  const more = `${knots ? `, knots: ${lists(knots)}` : ""}${limits ? `, limits: ${lists(limits)}` : ""}`;
  return `{ offset: ${list(offset)}, scale: ${list(scale)}${more} }`;
}

function classifySource(classes: readonly string[]): string {
  const probabilities =
    classes.length === 2 ? "const [p] = predict(row);\n  const all = [1 - p, p];" : "const all = predict(row);";
  return `
/** The classes, in the order of the network's outputs. */
export const classes = ${JSON.stringify(classes)};

/**
 * The most probable class of one row, and the probability of each.
 *
 * @param row as for \`predict\`.
 * @returns {{ class: string, probabilities: Record<string, number> }}
 */
export function classify(row) {
  ${probabilities}
  return {
    class: classes[all.indexOf(Math.max(...all))],
    probabilities: Object.fromEntries(classes.map((name, k) => [name, all[k]])),
  };
}
`;
}

function documentation(json: ModelJson): string {
  const inputs = inputNames(json).map((name, i) => `  - \`inputs[${i}]\`: ${name}`);
  const targets = targetNames(json);
  const lines = [
    `Predicts ${targets.join(", ")}.`,
    "",
    json.columns
      ? "@param {Record<string, number | string | boolean | null> | readonly number[] | Float64Array} row as for `encode`, or its numbers, in their own units:"
      : "@param {readonly number[] | Float64Array} inputs one row of numbers, in their own units:",
    ...inputs,
    "@returns {number[]} the targets, in their own units and in the order above.",
    "@throws {RangeError} when a number is missing or not finite.",
  ];
  // A name must not end the comment; in a quoted name "\/" still reads as "/".
  return ["/**", ...lines.map((line) => ` * ${line.replaceAll("*/", "*\\/")}`.trimEnd()), " */"].join("\n");
}

function memberSource({ layers, shortcut }: MemberJson, spec: NetworkSpec): string {
  return `  {
    layers: [
${layers.map((layer, i) => `      ${layerSource(layer, spec.layers[i].activation, "      ")},`).join("\n")}
    ],${shortcut ? `\n    shortcut: ${layerSource(shortcut, "identity", "    ")},` : ""}
  },`;
}

function layerSource({ weights, biases }: LayerJson, activation: ActivationName, indent: string): string {
  return `{
${indent}  activation: ${activation},
${indent}  weights: [
${weights.map((row) => `${indent}    ${list(row)},`).join("\n")}
${indent}  ],
${indent}  biases: ${list(biases)},
${indent}}`;
}

/** As literals that keep every bit; `String` would turn −0 into 0. */
function list(values: readonly number[]): string {
  return `[${values.map((value) => (Object.is(value, -0) ? "-0" : String(value))).join(", ")}]`;
}
