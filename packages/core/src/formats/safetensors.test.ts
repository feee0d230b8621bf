import { describe, expect, test } from "vitest";
import { drawnModel, drawnRows, kinds } from "../../test/models.ts";
import { dense } from "../network/dense.ts";
import { createModel } from "../model/create-model.ts";
import type { Model } from "../model/model.ts";
import { fromSafetensors } from "./from-safetensors.ts";
import { toSafetensors, type TensorType } from "./safetensors.ts";

const one = { offset: [0], scale: [1] };
/** y = 2·x − 1. */
const line = createModel({ inputs: 1, layers: [dense(1)] }, Float64Array.of(2, -1), { inputs: one, targets: one });

interface Tensor {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}

/** The parts of the file, parsed by the specification with Node's own functions. */
function takeApart(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes);
  const length = Number(buffer.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(buffer.toString("utf8", 8, 8 + length)) as Record<
    string,
    unknown
  >;
  return {
    length,
    metadata: metadata as Record<string, string>,
    tensors: tensors as Record<string, Tensor>,
    data: buffer.subarray(8 + length),
  };
}

/** A file with a different header before the same tensors. */
function withHeader(bytes: Uint8Array, change: (header: Record<string, unknown>) => unknown): Uint8Array {
  const { metadata, tensors, data } = takeApart(bytes);
  const text = Buffer.from(JSON.stringify(change({ __metadata__: metadata, ...tensors })));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

describe("a safetensors file", () => {
  test.each(kinds)("restores the same model, bit for bit: %j", (kind) => {
    const model = drawnModel(kind);
    const restored = fromSafetensors(toSafetensors(model));
    expect(restored.toJSON()).toEqual(model.toJSON());
    expect(restored.predictAll(drawnRows())).toEqual(model.predictAll(drawnRows()));
  });

  test.each(kinds)("of 32 bits restores the model with rounded weights: %j", (kind) => {
    const model = drawnModel(kind);
    const restored = fromSafetensors(toSafetensors(model, { dtype: "F32" }));
    expect(restored.network.parameters).toEqual(Float64Array.from(Float32Array.from(model.network.parameters)));
    expect({ ...restored.toJSON(), members: [] }).toEqual({ ...model.toJSON(), members: [] });
  });

  test("of 32 bits predicts the same to a millionth", () => {
    const model = drawnModel({ activation: "tanh", members: 3, shortcut: true });
    const restored = fromSafetensors(toSafetensors(model, { dtype: "F32" }));
    const expected = model.predictAll(drawnRows());
    restored.predictAll(drawnRows()).forEach((row, i) => {
      row.forEach((value, j) => {
        expect(Math.abs(value - expected[i][j])).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected[i][j])));
      });
    });
  });

  test("consists of the length of its header, the header, and consecutive tensors", () => {
    const model = drawnModel({ activation: "relu", members: 3, shortcut: true });
    for (const [dtype, size] of [
      ["F64", 8],
      ["F32", 4],
    ] as const) {
      const { length, tensors, data } = takeApart(toSafetensors(model, { dtype }));
      expect(length % 8).toBe(0);
      let end = 0;
      for (const tensor of Object.values(tensors)) {
        const count = tensor.shape.reduce((product, width) => product * width, 1);
        expect(tensor).toEqual({ dtype, shape: tensor.shape, data_offsets: [end, end + count * size] });
        end += count * size;
      }
      expect(end).toBe(data.length);
      expect(end).toBe(model.network.parameters.length * size);
    }
  });

  test("names its tensors by member and layer, with weights as inputs times units", () => {
    const { tensors, data } = takeApart(toSafetensors(drawnModel({ activation: "relu", members: 2, shortcut: true })));
    const shapes = Object.entries(tensors).map(([name, { shape }]) => `${name} ${shape.join("×")}`);
    expect(shapes.slice(0, 8)).toEqual([
      "member.0.layers.0.weights 3×5",
      "member.0.layers.0.biases 5",
      "member.0.layers.1.weights 5×4",
      "member.0.layers.1.biases 4",
      "member.0.layers.2.weights 4×2",
      "member.0.layers.2.biases 2",
      "member.0.shortcut.weights 3×2",
      "member.0.shortcut.biases 2",
    ]);
    expect(shapes.slice(8)).toEqual(shapes.slice(0, 8).map((name) => name.replace("member.0", "member.1")));
    expect(data.length).toBe(8 * 2 * (15 + 5 + 20 + 4 + 8 + 2 + 6 + 2));
  });

  // 2 = 0x4000000000000000, −1 = 0xbff0000000000000, lowest byte first.
  test("stores numbers with their lowest byte first", () => {
    expect(Array.from(takeApart(toSafetensors(line)).data)).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0xf0, 0xbf,
    ]);
  });

  test("has only strings as metadata, which describe the network", () => {
    const model = drawnModel({ activation: "silu" });
    const { metadata } = takeApart(toSafetensors(model));
    expect(metadata.format).toBe("epochal-model");
    expect(Object.values(metadata).every((value) => typeof value === "string")).toBe(true);
    expect(JSON.parse(metadata.network)).toEqual(model.network.spec);
    expect(JSON.parse(metadata.columns)).toEqual(model.columns);
  });

  test("is read at any offset in memory", () => {
    const bytes = toSafetensors(line);
    const shifted = new Uint8Array(bytes.length + 8);
    shifted.set(bytes, 3);
    expect(fromSafetensors(shifted.subarray(3, 3 + bytes.length)).predict(21.5)).toBe(42);
  });

  test("rejects weights that its type cannot hold", () => {
    const { scalers } = line;
    const large = createModel(line.network.spec, Float64Array.of(1e300, 0), scalers);
    expect(fromSafetensors(toSafetensors(large)).predict(1)).toBe(1e300);
    expect(() => toSafetensors(large, { dtype: "F32" })).toThrow(
      new RangeError("toSafetensors: expected weights that are finite as F32, got 1e+300"),
    );
    expect(() => toSafetensors(createModel(line.network.spec, Float64Array.of(NaN, 0), scalers))).toThrow(RangeError);
    expect(() => toSafetensors(line, { dtype: "F16" as TensorType })).toThrow(
      new RangeError('toSafetensors: expected dtype to be one of F32, F64, got "F16"'),
    );
  });
});

describe("fromSafetensors rejects", () => {
  const file = toSafetensors(line);
  const weights = "member.0.layers.0.weights";

  test.each([
    ["nothing", new Uint8Array(0)],
    ["fewer bytes than a length", Uint8Array.of(1, 2, 3)],
    ["a header of no length", new Uint8Array(64)],
    ["a header longer than the file", file.slice(0, 40)],
    ["text", Buffer.from('{"format":"epochal-model","version":1}')],
    ["bytes that are not UTF-8", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)],
    ["a header that is not JSON", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b)],
    ["a header that is not an object", withHeader(file, () => 5)],
    ["a file written by another program", withHeader(file, ({ __metadata__: _, ...tensors }) => tensors)],
    ["metadata that is not JSON", withHeader(file, changeMetadata({ scalers: "{" }))],
    ["metadata without a network", withHeader(file, changeMetadata({ network: "null" }))],
  ])("%s, with a TypeError", (_, bytes) => {
    expect(() => fromSafetensors(bytes)).toThrow(TypeError);
    expect(() => fromSafetensors(bytes)).toThrow(/^fromSafetensors: (expected .+, got |.+: invalid JSON: )/);
  });

  test.each([
    ["an unknown version", changeMetadata({ version: "2" }), /^parseModel: expected version 1, got 2/],
    [
      "scalers of the wrong width",
      changeMetadata({ network: JSON.stringify({ inputs: 1, layers: [dense(2)] }) }),
      /got \[1,1\]$/,
    ],
    [
      "a missing tensor",
      ({ [weights]: _, ...rest }: Header) => rest,
      /"member.0.layers.0.weights" of shape \[1,1\], got none$/,
    ],
    ["another shape", changeTensor({ shape: [1, 2] }), /of shape \[1,1\], got \[1,2\]$/],
    ["an unknown dtype", changeTensor({ dtype: "BF16" }), /to be one of F32, F64, got "BF16"$/],
    ["a tensor beyond the end", changeTensor({ data_offsets: [16, 24] }), /as 8 bytes of 16, got bytes 16 to 24$/],
    ["a tensor before the beginning", changeTensor({ data_offsets: [-8, 0] }), /got bytes -8 to 0$/],
    ["a tensor without offsets", changeTensor({ data_offsets: 5 }), /got bytes NaN to NaN$/],
    ["a tensor of another length", changeTensor({ data_offsets: [0, 4] }), /got bytes 0 to 4$/],
  ])("%s", (_, change, message) => {
    const bytes = withHeader(file, change);
    expect(() => fromSafetensors(bytes)).toThrow(RangeError);
    expect(() => fromSafetensors(bytes)).toThrow(message);
  });

  test("weights that are NaN", () => {
    const bytes = file.slice();
    bytes.fill(0xff, bytes.length - 16, bytes.length - 8);
    expect(() => fromSafetensors(bytes)).toThrow(
      "parseModel: expected finite numbers for the weights of input 1 in layer 1, got NaN",
    );
  });

  type Header = Record<string, unknown>;

  function changeMetadata(change: Record<string, string>) {
    return (header: Header): Header => ({ ...header, __metadata__: { ...(header.__metadata__ as object), ...change } });
  }

  function changeTensor(change: Partial<Record<keyof Tensor, unknown>>) {
    return (header: Header): Header => ({ ...header, [weights]: { ...(header[weights] as object), ...change } });
  }
});

test("a model read from a file can be written as JSON", () => {
  const restored: Model = fromSafetensors(toSafetensors(line));
  expect(JSON.stringify(restored)).toBe(JSON.stringify(line));
});
