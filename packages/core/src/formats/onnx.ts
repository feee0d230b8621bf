/** A model becomes an ONNX file, for runtimes in nearly every language and on nearly every device. */
import type { ActivationName } from "../activations/index.ts";
import type { LayerJson, Model, ModelJson } from "../model/model.ts";
import type { OutputTransformName } from "../output-transforms/index.ts";
import { inputNames, targetNames } from "./column-names.ts";
import { onnxActivations } from "./onnx-activations.ts";
import { createOnnxGraph, FLOAT, type OnnxGraph } from "./onnx-graph.ts";
import { inputType, writeInputs } from "./onnx-inputs.ts";

/**
 * The bytes of an ONNX file (operator set 17) with one input "x", `[N, inputs]` of encoded, unscaled numbers, and one
 * output "y", `[N, targets]` in the targets' own units, or of probabilities. The graph includes scaling; variances are not
 * exported.
 *
 * It computes in 32 bits, as runtimes do: predictions agree to 1e-5 of their own size or of their target's scale, whichever
 * is larger. A `step` may differ if its sum is 0 within rounding. If 32 bits would lose too many digits of an input, such as
 * a time in seconds since 1970, "x" is a tensor of 64 bits, and a runtime refuses one of 32.
 *
 * @throws RangeError when a number is not finite in 32 bits, or a scale becomes 0 there.
 */
export function toOnnx(model: Model): Uint8Array {
  const json = model.toJSON();
  const { scalers } = json;
  const graph = createOnnxGraph();
  const { scale, offset, limits } = scalers.targets;
  const targets = scale.length;
  const scaled = writeInputs(graph, scalers.inputs, "x");
  const mean = writeMean(graph, writeMembers(graph, json, scaled, targets));
  const predictions = onnxOutputTransforms[model.link](graph, mean);
  const zero = scale.find((value) => Math.fround(value) === 0);
  if (zero !== undefined)
    throw new RangeError(`toOnnx: expected targets.scale that do not round to 0 in 32 bits, got ${zero}`);
  const row = (name: string, values: readonly number[]) => graph.constant(name, [targets], values);
  const stretched = graph.node("Mul", [predictions, row("targets.scale", scale)], "stretched");
  const unlimited = graph.node("Add", [stretched, row("targets.offset", offset)], limits ? "unlimited.y" : "y");
  if (limits) {
    const [lowest, highest] = [0, 1].map((end) => limits.map((pair) => pair[end]));
    const raised = graph.node("Max", [unlimited, row("targets.lowest", lowest)], "raised.y");
    graph.node("Min", [raised, row("targets.highest", highest)], "y");
  }

  const [x, y] = [inputNames(json).join("; "), targetNames(json).join("; ")];
  return graph.finish(
    { name: "x", width: scalers.inputs.scale.length, type: inputType(scalers.inputs), documentation: x },
    { name: "y", width: targets, type: FLOAT, documentation: y },
    `Predicts ${y} from ${x}.`,
  );
}

/**
 * The numbers that the graph of `toOnnx` takes: "float64" if 32 bits would lose too many digits of an input, which no other
 * number of the graph could restore.
 */
export function onnxInputType(model: Model): "float32" | "float64" {
  return inputType(model.scalers.inputs) === FLOAT ? "float32" : "float64";
}

/** Nodes that turn the mean of the members' outputs into predictions. `Softmax` works along the last axis. */
const onnxOutputTransforms: Readonly<Record<OutputTransformName, (graph: OnnxGraph, mean: string) => string>> = {
  identity: (_, mean) => mean,
  sigmoid: (graph, mean) => graph.node("Sigmoid", [mean], "probabilities"),
  softmax: (graph, mean) => graph.node("Softmax", [mean], "probabilities"),
  gaussian: (_, mean) => mean,
};

/** The outputs of each member for the scaled inputs: names of tensors `[N, targets]`. */
function writeMembers(graph: OnnxGraph, { members, network }: ModelJson, x: string, targets: number): string[] {
  return members.map(({ layers, shortcut }, m) => {
    const outputs = layers.reduce((a, layer, i) => {
      const isLast = i === layers.length - 1;
      const { activation } = network.layers[i];
      return writeLayer(graph, isLast ? keepTargets(layer, targets) : layer, activation, a, `member${m}.layer${i}`);
    }, x);
    if (!shortcut) return outputs;
    const linear = writeLayer(graph, keepTargets(shortcut, targets), "identity", x, `member${m}.shortcut`);
    return graph.node("Add", [linear, outputs], `member${m}.sum`);
  });
}

function writeMean(graph: OnnxGraph, members: readonly string[]): string {
  if (members.length === 1) return members[0];
  const sum = graph.node("Sum", members, "members.sum");
  return graph.node("Div", [sum, graph.constant("members.count", [], [members.length])], "members.mean");
}

/** a = activation(x · W + b). */
function writeLayer(
  graph: OnnxGraph,
  { weights, biases }: LayerJson,
  activation: ActivationName,
  x: string,
  name: string,
): string {
  const W = graph.constant(`${name}.weights`, [weights.length, biases.length], weights.flat());
  const b = graph.constant(`${name}.biases`, [biases.length], biases);
  return onnxActivations[activation](graph, graph.node("Gemm", [x, W, b], `${name}.z`), `${name}.a`);
}

/** The layer without units beyond the targets, such as raw variances. */
function keepTargets({ weights, biases }: LayerJson, units: number): LayerJson {
  return { weights: weights.map((row) => row.slice(0, units)), biases: biases.slice(0, units) };
}
