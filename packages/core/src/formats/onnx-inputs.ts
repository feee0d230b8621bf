/** The nodes that turn a model's inputs into scaled numbers: limits, scales and the parts of knots. */
import { scaledWidth, type Scaler } from "../data/scaler.ts";
import { DOUBLE, FLOAT, integerAttribute, type ElementType, type OnnxGraph } from "./onnx-graph.ts";

/** A number of the network: the input it comes from, and how it is scaled: (value − start) / length, at least `low` and at most `high`. */
interface ScaledNumber {
  readonly input: number;
  readonly start: number;
  readonly length: number;
  readonly low: number;
  readonly high: number;
}

/** Nearly the largest number of 32 bits: no limit. */
const UNLIMITED = 3e38;
/** A number of 32 bits is off by up to this fraction of its size. */
const ROUNDING = 1 / 16_777_216;
/** The largest error that this may cause in a scaled number, before inputs need 64 bits. */
const MAX_ERROR = 2e-5;

function listNumbers({ offset, scale, knots }: Scaler): ScaledNumber[] {
  return scale.flatMap((length, input) => {
    const number = { input, start: offset[input], length, low: -UNLIMITED, high: UNLIMITED };
    const ends = knots?.[input] ?? [];
    const parts = ends.slice(1).map((end, t) => ({ input, start: ends[t], length: end - ends[t], low: 0, high: 1 }));
    return [number, ...parts];
  });
}

/**
 * The type of the graph's input: 64 bits if 32 would lose too many digits of a column, such as one of Unix seconds, whose
 * values are large and differ by little. Integers that 32 bits can count exactly lose none; knots show which inputs are such integers.
 */
export function inputType(scaler: Scaler): ElementType {
  const isCounted = (input: number) => {
    const ends = scaler.knots?.[input] ?? [];
    return ends.length > 0 && ends.every((knot) => Number.isInteger(knot) && Math.abs(knot) <= 16_777_216);
  };
  const isLossy = ({ input, start, length }: ScaledNumber) =>
    (Math.abs(start) + Math.abs(length)) * ROUNDING > MAX_ERROR * Math.abs(length) && !isCounted(input);
  return listNumbers(scaler).some(isLossy) ? DOUBLE : FLOAT;
}

/** Returns the name of the tensor `[N, inputs of the network]`, of 32 bits. */
export function writeInputs(graph: OnnxGraph, scaler: Scaler, x: string): string {
  const type = inputType(scaler);
  const { offset, scale, knots, limits } = scaler;
  const width = scale.length;
  const row = (name: string, values: readonly number[]) => {
    const invalid =
      name.endsWith(".scale") && type === FLOAT ? values.find((value) => Math.fround(value) === 0) : undefined;
    if (invalid !== undefined)
      throw new RangeError(`toOnnx: expected ${name} that do not round to 0 in 32 bits, got ${invalid}`);
    return graph.constant(name, [values.length], values, type);
  };
  const clampTo = (name: string, low: readonly number[], high: readonly number[], values: string) => {
    const raised = graph.node("Max", [values, row(`${name}.lowest`, low)], `${name}.raised`);
    return graph.node("Min", [raised, row(`${name}.highest`, high)], name);
  };

  const [lowest, highest] = [0, 1].map((end) => limits?.map((pair) => pair[end]) ?? []);
  const values = limits ? clampTo("inputs.clamped", lowest, highest, x) : x;
  let scaled: string;
  if (knots) {
    const numbers = listNumbers(scaler);
    // Repeats each column for each of its numbers.
    const wide = scaledWidth(width, knots);
    const columns = scale.flatMap((_, i) => numbers.map(({ input }) => (input === i ? 1 : 0)));
    const repeated = graph.node(
      "MatMul",
      [values, graph.constant("inputs.columns", [width, wide], columns, type)],
      "repeated",
    );
    const list = (name: keyof ScaledNumber) => numbers.map((number) => number[name]);
    const centred = graph.node("Sub", [repeated, row("inputs.offset", list("start"))], "centred");
    const unlimited = graph.node("Div", [centred, row("inputs.scale", list("length"))], "unlimited");
    scaled = clampTo("scaled", list("low"), list("high"), unlimited);
  } else {
    const centred = graph.node("Sub", [values, row("inputs.offset", offset)], "centred");
    scaled = graph.node("Div", [centred, row("inputs.scale", scale)], "scaled");
  }
  return type === FLOAT ? scaled : graph.node("Cast", [scaled], "rounded", [integerAttribute("to", FLOAT)]);
}
