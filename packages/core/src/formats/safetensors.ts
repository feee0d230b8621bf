/**
 * A model as a safetensors file: eight bytes with the length of the header, a JSON header with the position of each
 * tensor, and the tensors' numbers, all little-endian. Python's `safetensors` and many other libraries read it.
 * https://huggingface.co/docs/safetensors
 */
import { lookup } from "../spec/registry.ts";
import type { Model, ModelJson } from "../model/model.ts";
import { encodeUtf8 } from "./utf8.ts";

/** The type of stored numbers. */
export type TensorType = "F32" | "F64";

/** Bytes per number. */
export const tensorTypes: Readonly<Record<TensorType, number>> = { F32: 4, F64: 8 };
/** Offset of the header, after its length. */
export const HEADER_START = 8;

/** The entry of a tensor in the header. */
export interface TensorHeader {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  /** Its first byte and the byte after its last, counted from the end of the header. */
  readonly data_offsets: readonly [begin: number, end: number];
}

/**
 * The bytes of a safetensors file. Tensors are called `member.0.layers.0.weights`, `[inputs, units]`,
 * `member.0.layers.0.biases`, `[units]`, and `member.0.shortcut.weights`; the rest of the model is JSON in the metadata.
 *
 * @param options.dtype "F64" keeps every bit; "F32" takes half the space and keeps about 7 digits of each weight. Default "F64".
 * @throws RangeError when the dtype is unknown, or a weight is not finite in it.
 */
export function toSafetensors(model: Model, { dtype = "F64" }: { dtype?: TensorType } = {}): Uint8Array {
  const size = lookup(tensorTypes, dtype, "toSafetensors", "dtype");
  const json = model.toJSON();
  const header: Record<string, TensorHeader | Record<string, string>> = { __metadata__: writeMetadata(json) };
  const numbers: number[] = [];
  for (const [name, shape, values] of listTensors(json)) {
    const begin = numbers.length * size;
    // One by one: as arguments of a single call, many numbers would overflow the stack.
    for (const value of values) numbers.push(value);
    header[name] = { dtype, shape, data_offsets: [begin, numbers.length * size] };
  }

  const text = encodeUtf8(JSON.stringify(header));
  const start = HEADER_START + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + numbers.length * size).fill(0x20, HEADER_START, start);
  bytes.set(text, HEADER_START);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - HEADER_START), true);
  numbers.forEach((value, i) => {
    const stored = dtype === "F32" ? Math.fround(value) : value;
    if (!Number.isFinite(stored))
      throw new RangeError(`toSafetensors: expected weights that are finite as ${dtype}, got ${value}`);
    if (dtype === "F32") view.setFloat32(start + i * size, stored, true);
    else view.setFloat64(start + i * size, stored, true);
  });
  return bytes;
}

function* listTensors({ members }: ModelJson): Generator<[name: string, shape: number[], values: readonly number[]]> {
  for (const [m, { layers, shortcut }] of members.entries()) {
    const named = layers.map((layer, i) => [`layers.${i}`, layer] as const);
    for (const [name, { weights, biases }] of shortcut ? [...named, ["shortcut", shortcut] as const] : named) {
      yield [`member.${m}.${name}.weights`, [weights.length, biases.length], weights.flat()];
      yield [`member.${m}.${name}.biases`, [biases.length], biases];
    }
  }
}

/** The model without its weights; the format allows only strings here. */
function writeMetadata({ members: _, format, ...rest }: ModelJson): Record<string, string> {
  const parts = Object.entries(rest).map(([name, value]) => [name, JSON.stringify(value)]);
  return { format, ...Object.fromEntries(parts) };
}
