/** Builds an ONNX graph node by node, and serializes it. Field numbers are those of onnx.proto: https://github.com/onnx/onnx */
import { bytes, doubles, float, floats, integer, join, message, text, type Field } from "./protobuf.ts";

/** The operator set of ONNX 1.12, and its version of the file format. */
const OPERATORS = 17;
const IR_VERSION = 8;
/** Element types of tensors, numbers of 32 and 64 bits: `TensorProto.FLOAT`, `TensorProto.DOUBLE`. */
export const FLOAT = 1;
export const DOUBLE = 11;
export type ElementType = typeof FLOAT | typeof DOUBLE;
/** Types of attributes: `AttributeProto.FLOAT`, `AttributeProto.INT`. */
const FLOAT_ATTRIBUTE = 1;
const INTEGER_ATTRIBUTE = 2;

export type OnnxGraph = ReturnType<typeof createOnnxGraph>;

/** An input or output of the graph. */
export interface OnnxTensor {
  readonly name: string;
  readonly width: number;
  readonly type: ElementType;
  readonly documentation: string;
}

export function createOnnxGraph() {
  const nodes: Field[] = [];
  const constants: Field[] = [];
  return {
    /** Adds a node with one result, named `output`; returns that name. */
    node(type: string, inputs: readonly string[], output: string, attributes: readonly Field[] = []): string {
      const fields = [...inputs.map((name) => text(1, name)), text(2, output), text(3, output), text(4, type)];
      nodes.push(message(1, [...fields, ...attributes]));
      return output;
    },
    /** Adds a tensor of constant numbers, by default rounded to 32 bits; returns its name. */
    constant(name: string, shape: readonly number[], values: readonly number[], type: ElementType = FLOAT): string {
      const invalid = values.find((value) => !Number.isFinite(type === FLOAT ? Math.fround(value) : value));
      if (invalid !== undefined)
        throw new RangeError(`toOnnx: expected numbers that are finite in 32 bits, got ${invalid} in ${name}`);
      const content = type === FLOAT ? floats(values) : doubles(values);
      const dimensions = shape.map((length) => integer(1, length));
      constants.push(message(5, [...dimensions, integer(2, type), text(8, name), bytes(9, content)]));
      return name;
    },
    /** Returns the bytes of the file; `input` and `output` are tensors `[N, width]`. */
    finish(input: OnnxTensor, output: OnnxTensor, documentation: string): Uint8Array {
      const graph = [...nodes, text(2, "network"), ...constants, tensor(11, input), tensor(12, output)];
      const header = [integer(1, IR_VERSION), text(2, "epochal"), text(6, documentation)];
      return join([...header, message(7, graph), message(8, [text(1, ""), integer(2, OPERATORS)])]);
    },
  };
}

/** An attribute for `node`. */
export function floatAttribute(name: string, value: number): Field {
  return message(5, [text(1, name), float(2, value), integer(20, FLOAT_ATTRIBUTE)]);
}

/** An attribute for `node`. */
export function integerAttribute(name: string, value: number): Field {
  return message(5, [text(1, name), integer(3, value), integer(20, INTEGER_ATTRIBUTE)]);
}

/** A tensor `[N, width]` for any number of rows N. */
function tensor(field: number, { name, width, type, documentation }: OnnxTensor): Field {
  const shape = message(2, [message(1, [text(2, "N")]), message(1, [integer(1, width)])]);
  return message(field, [text(1, name), message(2, [message(1, [integer(1, type), shape])]), text(3, documentation)]);
}
