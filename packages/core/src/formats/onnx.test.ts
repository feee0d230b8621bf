/** Files are parsed by a protobuf reader and run by an interpreter, both written here from the ONNX documentation. */
import { describe, expect, test } from "vitest";
import { activationNames, drawnModel, drawnRows, kinds } from "../../test/models.ts";
import { dense } from "../network/dense.ts";
import { createModel } from "../model/create-model.ts";
import type { Model } from "../model/model.ts";
import { toOnnx } from "./onnx.ts";

/** Fields by number, in order: integers, or four or more bytes. */
type Message = Map<number, (number | Uint8Array)[]>;

function read(bytes: Uint8Array): Message {
  const fields: Message = new Map();
  let at = 0;
  function varint(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
  function take(length: number): Uint8Array {
    if (at + length > bytes.length) throw new RangeError(`read: expected ${length} bytes at ${at} of ${bytes.length}`);
    return bytes.subarray(at, (at += length));
  }
  while (at < bytes.length) {
    const tag = varint();
    const kind = tag % 8;
    if (![0, 2, 5].includes(kind)) throw new RangeError(`read: expected a kind of field, got ${kind} at ${at}`);
    const value = kind === 0 ? varint() : take(kind === 2 ? varint() : 4);
    const field = Math.floor(tag / 8);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

const all = (message: Message, field: number) => (message.get(field) ?? []) as Uint8Array[];
const messages = (message: Message, field: number) => all(message, field).map(read);
const texts = (message: Message, field: number) => all(message, field).map((bytes) => new TextDecoder().decode(bytes));
const integers = (message: Message, field: number) => (message.get(field) ?? []) as number[];
const float = (bytes: Uint8Array, at = 0) => new DataView(bytes.buffer, bytes.byteOffset).getFloat32(at, true);

interface Tensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, number>>;
}

/** The parts of ModelProto and GraphProto, by the numbers of onnx.proto. */
function readModel(bytes: Uint8Array) {
  const model = read(bytes);
  const [graph] = messages(model, 7);
  const nodes = messages(graph, 1).map((node): Node => {
    const attributes = messages(node, 5).map((attribute) => {
      const [name] = texts(attribute, 1);
      const [type] = integers(attribute, 20);
      return [name, type === 1 ? float(all(attribute, 2)[0]) : integers(attribute, 3)[0]] as const;
    });
    const [type] = texts(node, 4);
    return { type, inputs: texts(node, 1), outputs: texts(node, 2), attributes: Object.fromEntries(attributes) };
  });
  const constants = messages(graph, 5).map((tensor): [string, Tensor] => {
    expect(integers(tensor, 2)).toEqual([1]);
    const [raw] = all(tensor, 9);
    const values = Array.from({ length: raw.length / 4 }, (_, i) => float(raw, i * 4));
    const shape = integers(tensor, 1);
    expect(values).toHaveLength(shape.reduce((product, width) => product * width, 1));
    return [texts(tensor, 8)[0], { shape, values }];
  });
  const [x, y] = [11, 12].map((field) => {
    const [value] = messages(graph, field);
    const [tensor] = messages(messages(value, 2)[0], 1);
    const shape = messages(messages(tensor, 2)[0], 1).map((axis) => texts(axis, 2)[0] ?? integers(axis, 1)[0]);
    return { name: texts(value, 1)[0], elements: integers(tensor, 1)[0], shape, documentation: texts(value, 3)[0] };
  });
  return { model, nodes, constants: new Map(constants), x, y };
}

/** erf z = 2/√π · (z − z³/3 + z⁵/(2!·5) − …), which beyond 4 is ±1 to 1e-8. */
function erf(z: number): number {
  if (Math.abs(z) > 4) return Math.sign(z);
  let sum = 0;
  for (let n = 0, power = z; n < 100; n++, power *= (-z * z) / n) sum += power / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
/** Element-wise operators of one tensor, as documented. */
const unary: Record<string, (z: number, attributes: Readonly<Record<string, number>>) => number> = {
  Relu: (z) => Math.max(0, z),
  LeakyRelu: (z, { alpha = 0.01 }) => (z < 0 ? alpha * z : z),
  Elu: (z, { alpha = 1 }) => (z < 0 ? alpha * (Math.exp(z) - 1) : z),
  Selu: (z, { alpha, gamma }) => gamma * (z <= 0 ? alpha * Math.exp(z) - alpha : z),
  Sigmoid: sigmoid,
  HardSigmoid: (z, { alpha = 0.2, beta = 0.5 }) => Math.max(0, Math.min(1, alpha * z + beta)),
  Tanh: Math.tanh,
  Softplus: (z) => (z > 30 ? z : Math.log(Math.exp(z) + 1)),
  Erf: erf,
  Cast: (z, { to }) => (to === 1 ? z : NaN),
};
/** Operators of two tensors, the second repeated for each row. */
const binary: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: Math.max,
  Min: Math.min,
  GreaterOrEqual: (a, b) => (a >= b ? 1 : 0),
  Sum: (a, b) => a + b,
};

function compute({ type, attributes }: Node, inputs: readonly Tensor[]): Tensor {
  const [first, ...others] = inputs;
  if (type === "Gemm" || type === "MatMul") {
    expect(attributes).toEqual({});
    const [
      {
        shape: [k, n],
        values: w,
      },
      bias,
    ] = others;
    const b = type === "Gemm" ? bias.values : Array<number>(n).fill(0);
    expect(first.shape[1]).toBe(k);
    const [rows] = first.shape;
    const values = Array.from({ length: rows * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = b[j];
      for (let p = 0; p < k; p++) sum += first.values[i * k + p] * w[p * n + j];
      return sum;
    });
    return { shape: [rows, n], values };
  }
  if (type === "Softmax") {
    expect(attributes).toEqual({});
    const [rows, width] = first.shape;
    const e = first.values.map(Math.exp);
    const sums = Array.from({ length: rows }, (_, i) =>
      e.slice(i * width, (i + 1) * width).reduce((sum, value) => sum + value, 0),
    );
    return { ...first, values: e.map((value, k) => value / sums[Math.floor(k / width)]) };
  }
  if (Object.hasOwn(unary, type)) return { ...first, values: first.values.map((z) => unary[type](z, attributes)) };
  if (!Object.hasOwn(binary, type)) throw new RangeError(`compute: expected an operator, got "${type}"`);
  return others.reduce((left, right) => {
    const tail = left.shape.slice(left.shape.length - right.shape.length);
    expect(right.shape).toEqual(right.shape.length > 0 ? tail : []);
    return { ...left, values: left.values.map((a, i) => binary[type](a, right.values[i % right.values.length])) };
  }, first);
}

/** Runs the graph on rows. A node must come after the nodes whose results it uses, as ONNX requires. */
function run(bytes: Uint8Array, rows: readonly (readonly number[])[]): number[][] {
  const { nodes, constants, x, y } = readModel(bytes);
  const tensors = new Map<string, Tensor>(constants).set(x.name, {
    shape: [rows.length, rows[0].length],
    values: rows.flat(),
  });
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => {
      const tensor = tensors.get(name);
      if (!tensor) throw new RangeError(`run: expected a tensor "${name}" before ${node.type}, got none`);
      return tensor;
    });
    for (const name of node.outputs) {
      if (tensors.has(name)) throw new RangeError(`run: expected "${name}" once, got it twice`);
      tensors.set(name, compute(node, inputs));
    }
  }
  const { shape, values } = tensors.get(y.name)!;
  return Array.from({ length: shape[0] }, (_, i) => values.slice(i * shape[1], (i + 1) * shape[1]));
}

/** Tolerance: 1e-5 of the prediction or of its target's scale, whichever is larger. */
function expectAlike(bytes: Uint8Array, model: Model, rows: readonly (readonly number[])[]): void {
  const expected = model.predictAll(rows);
  const { scale } = model.scalers.targets;
  const predicted = run(bytes, rows);
  expect(predicted.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  predicted.forEach((row, i) => {
    row.forEach((value, j) => {
      const size = Math.max(scale[j], Math.abs(expected[i][j]));
      expect(Math.abs(value - expected[i][j])).toBeLessThan(1e-5 * size);
    });
  });
}

test.each(kinds)("an ONNX file computes what the model predicts: %j", (kind) => {
  const model = drawnModel(kind);
  expectAlike(toOnnx(model), model, drawnRows());
});

test.each(activationNames)("%s is written correctly far from 0", (activation) => {
  const one = { offset: [0], scale: [1] };
  const spec = { inputs: 1, layers: [dense(1, activation)] };
  const model = createModel(spec, Float64Array.of(1, 0), { inputs: one, targets: one });
  expectAlike(toOnnx(model), model, [[-50], [-9], [-3.5], [-2.5], [-0.5], [0], [0.5], [2.5], [3.5], [9], [50]]);
});

test("a model with more outputs than targets exports the targets only", () => {
  const model = drawnModel({ activation: "tanh", members: 3, shortcut: true, outputs: 4 });
  expectAlike(toOnnx(model), model, drawnRows());
});

describe("an ONNX file", () => {
  const { model, nodes, constants, x, y } = readModel(toOnnx(drawnModel({ activation: "relu" })));

  test("names its format and operator set versions and its producer", () => {
    expect(integers(model, 1)).toEqual([8]);
    expect(texts(model, 2)).toEqual(["epochal"]);
    expect(messages(model, 8).map((operators) => [texts(operators, 1), integers(operators, 2)])).toEqual([
      [[""], [17]],
    ]);
  });

  test("maps any number of rows of 32-bit numbers, and describes them", () => {
    expect(x).toEqual({
      name: "x",
      elements: 1,
      shape: ["N", 3],
      documentation: '"area"; 1 if "city" is "Zürich", else 0; 1 if "city" is "Bern", else 0',
    });
    expect(y).toEqual({ name: "y", elements: 1, shape: ["N", 2], documentation: '"price"; "rent"' });
    expect(texts(model, 6)).toEqual([`Predicts ${y.documentation} from ${x.documentation}.`]);
  });

  test("computes in the order of the network: scale, layer after layer, scale back", () => {
    const types = nodes.map(({ type }) => type);
    expect(types).toEqual(["Sub", "Div", "Gemm", "Relu", "Gemm", "Relu", "Gemm", "Relu", "Mul", "Add"]);
    expect(nodes[2].inputs).toEqual(["scaled", "member0.layer0.weights", "member0.layer0.biases"]);
    expect(constants.get("member0.layer0.weights")?.shape).toEqual([3, 5]);
  });
});

test("numbers that overflow 32 bits are rejected, and scales that would become 0", () => {
  const spec = { inputs: 1, layers: [dense(1)] };
  const one = { offset: [0], scale: [1] };
  const write = (weight: number, scale: number) =>
    toOnnx(createModel(spec, Float64Array.of(weight, 0), { inputs: { offset: [0], scale: [scale] }, targets: one }));
  expect(() => write(1e39, 1)).toThrow(
    new RangeError("toOnnx: expected numbers that are finite in 32 bits, got 1e+39 in member0.layer0.weights"),
  );
  expect(() => write(1, 1e-50)).toThrow(
    new RangeError("toOnnx: expected inputs.scale that do not round to 0 in 32 bits, got 1e-50"),
  );
  expect(write(1e-50, 1).length).toBeGreaterThan(0);
});
