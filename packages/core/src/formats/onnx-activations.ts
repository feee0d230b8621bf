/** The activations as ONNX operators. */
import type { ActivationName } from "../activations/index.ts";
import { FLOAT, floatAttribute, integerAttribute, type OnnxGraph } from "./onnx-graph.ts";

/** Adds nodes that compute `a` from `z`; returns the name of the result, which is `z` if no node is needed. */
type OnnxActivation = (graph: OnnxGraph, z: string, a: string) => string;

export const onnxActivations: Readonly<Record<ActivationName, OnnxActivation>> = {
  identity: (_, z) => z,
  relu: (graph, z, a) => graph.node("Relu", [z], a),
  leakyRelu: (graph, z, a) => graph.node("LeakyRelu", [z], a, [floatAttribute("alpha", 0.01)]),
  elu: (graph, z, a) => graph.node("Elu", [z], a, [floatAttribute("alpha", 1)]),
  selu(graph, z, a) {
    const [alpha, gamma] = [1.6732632423543772, 1.0507009873554805];
    return graph.node("Selu", [z], a, [floatAttribute("alpha", alpha), floatAttribute("gamma", gamma)]);
  },
  /** z · (½ + ½·erf(z / √2)): the operator Gelu exists only since version 20. */
  gelu(graph, z, a) {
    const half = graph.constant(`${a}.half`, [], [0.5]);
    const ratio = graph.node("Mul", [z, graph.constant(`${a}.factor`, [], [Math.SQRT1_2])], `${a}.ratio`);
    const erf = graph.node("Erf", [ratio], `${a}.erf`);
    const halved = graph.node("Mul", [erf, half], `${a}.halved`);
    return graph.node("Mul", [z, graph.node("Add", [halved, half], `${a}.below`)], a);
  },
  silu: (graph, z, a) => graph.node("Mul", [z, graph.node("Sigmoid", [z], `${a}.sigmoid`)], a),
  softplus: (graph, z, a) => graph.node("Softplus", [z], a),
  sigmoid: (graph, z, a) => graph.node("Sigmoid", [z], a),
  hardSigmoid: (graph, z, a) =>
    graph.node("HardSigmoid", [z], a, [floatAttribute("alpha", 1 / 6), floatAttribute("beta", 0.5)]),
  tanh: (graph, z, a) => graph.node("Tanh", [z], a),
  step(graph, z, a) {
    const isOn = graph.node("GreaterOrEqual", [z, graph.constant(`${a}.zero`, [], [0])], `${a}.isOn`);
    return graph.node("Cast", [isOn], a, [integerAttribute("to", FLOAT)]);
  },
};
