/** Reads a model from a safetensors file. */
import { parseJson, skipString } from "../io/parse-json.ts";
import { isRecord, type UnknownRecord } from "../io/record.ts";
import { checkNetworkSpec } from "../spec/check-network-spec.ts";
import { lookup } from "../spec/registry.ts";
import { showValue } from "../spec/show-value.ts";
import type { LayerJson, MemberJson, Model, ModelJson } from "../model/model.ts";
import { layerSizes } from "../network/layer-sizes.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { parseModel } from "../model/parse-model.ts";
import { HEADER_START, tensorTypes } from "./safetensors.ts";
import { decodeUtf8 } from "./utf8.ts";

const WHERE = "fromSafetensors";

/** The limit of the format's own library. */
const MAX_HEADER_BYTES = 100_000_000;

/** The bytes of one tensor. */
interface TensorBytes {
  readonly name: string;
  readonly dtype: unknown;
  readonly begin: number;
  readonly end: number;
}

/**
 * The model that `toSafetensors` wrote: the same model with "F64", rounded weights with "F32".
 *
 * @throws TypeError when the bytes are not a safetensors file or were not written by epochal; RangeError when a tensor is
 * missing, has the wrong shape, or shares bytes with another one; and as `parseModel` does.
 */
export function fromSafetensors(bytes: Uint8Array): Model {
  if (!ArrayBuffer.isView(bytes)) throw new TypeError(`${WHERE}: expected a Uint8Array, got ${showValue(bytes)}`);
  const { header, data } = splitFile(bytes);
  const { spec, rest } = readMetadata(header.__metadata__);
  const sizes = layerSizes(spec);
  const members = Array.from({ length: spec.members ?? 1 }, (_, m) =>
    sizes.map((size, i) => ({
      ...size,
      name: i < spec.layers.length ? `member.${m}.layers.${i}` : `member.${m}.shortcut`,
    })),
  );
  // All are located before any is read: if tensors shared bytes, a small file could fill the memory.
  const tensors = new Map<string, TensorBytes>();
  for (const { name, inputs, units } of members.flat()) {
    for (const [tensor, shape] of [
      [`${name}.weights`, [inputs, units]],
      [`${name}.biases`, [units]],
    ] as const) {
      tensors.set(tensor, locateTensor(header, data.byteLength, tensor, shape));
    }
  }
  checkOverlaps([...tensors.values()]);
  const readLayer = ({ name, inputs, units }: (typeof members)[0][0]): LayerJson => {
    const weights = readTensor(data, tensors.get(`${name}.weights`)!);
    return {
      weights: Array.from({ length: inputs }, (_, p) => weights.slice(p * units, (p + 1) * units)),
      biases: readTensor(data, tensors.get(`${name}.biases`)!),
    };
  };
  return parseModel({
    ...rest,
    network: spec,
    members: members.map((layers): MemberJson => {
      const read = layers.map(readLayer);
      return {
        layers: read.slice(0, spec.layers.length),
        ...(spec.shortcut && { shortcut: read[spec.layers.length] }),
      };
    }),
  });
}

function readMetadata(metadata: unknown): { spec: NetworkSpec; rest: Omit<ModelJson, "network" | "members"> } {
  if (!isRecord(metadata) || metadata.format !== "epochal-model")
    throw new TypeError(
      `${WHERE}: expected metadata with format "epochal-model", got none: only files written by epochal can be read`,
    );
  const { format, ...parts } = metadata;
  const read = Object.entries(parts).map(([name, text]) => {
    const what = `metadata ${showValue(name)}`;
    if (typeof text !== "string") throw new TypeError(`${WHERE}: expected ${what} to be text, got ${showValue(text)}`);
    return [name, parseJson(text, `${WHERE}: ${what}`)];
  });
  const { network: spec, ...rest } = Object.fromEntries(read) as Omit<ModelJson, "members">;
  if (!isRecord(spec) || !isRecord(rest.scalers))
    throw new TypeError(`${WHERE}: expected network and scalers in the metadata, got neither or one of them`);
  checkNetworkSpec(spec, WHERE);
  return { spec, rest: { ...rest, format: "epochal-model" } };
}

function splitFile(bytes: Uint8Array): { header: UnknownRecord; data: DataView } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < HEADER_START ? 0 : Number(view.getBigUint64(0, true));
  const start = HEADER_START + length;
  if (length === 0 || start > bytes.length)
    throw new TypeError(
      `${WHERE}: expected 8 bytes with the length of a header and then the header, got ${bytes.length} bytes`,
    );
  if (length > MAX_HEADER_BYTES)
    throw new RangeError(`${WHERE}: expected a header of at most ${MAX_HEADER_BYTES} bytes, got ${length}`);
  const text = decode(bytes.subarray(HEADER_START, start));
  const header = parseJson(text, `${WHERE}: header`);
  if (!isRecord(header)) throw new TypeError(`${WHERE}: expected a header that is an object, got ${showValue(header)}`);
  if (countColons(text) !== countProperties(header))
    throw new TypeError(`${WHERE}: expected each name of the header once, got one twice`);
  return { header, data: new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start) };
}

/** Checks type, shape and position of a tensor against the file. */
function locateTensor(header: UnknownRecord, bytes: number, name: string, shape: readonly number[]): TensorBytes {
  const tensor = Object.hasOwn(header, name) && isRecord(header[name]) ? header[name] : {};
  const expected = `${WHERE}: expected tensor "${name}" of shape ${JSON.stringify(shape)}`;
  const { dtype, shape: found, data_offsets: offsets } = tensor;
  if (!Array.isArray(found) || found.length !== shape.length || !found.every((width, i) => width === shape[i]))
    throw new RangeError(`${expected}, got ${Array.isArray(found) ? showShape(found) : "none"}`);
  const size = lookup(tensorTypes, dtype, WHERE, `dtype of "${name}"`);
  const length = shape.reduce((product, width) => product * width, size);
  const [begin, end] = (Array.isArray(offsets) && offsets.length === 2 ? offsets : [NaN, NaN]) as readonly unknown[];
  if (isPosition(begin) && isPosition(end) && end - begin === length && end <= bytes)
    return { name, dtype, begin, end };
  throw new RangeError(
    `${expected} as ${length} bytes of ${bytes}, got bytes ${showValue(begin)} to ${showValue(end)}`,
  );
}

function checkOverlaps(tensors: readonly TensorBytes[]): void {
  const sorted = tensors.toSorted((a, b) => a.begin - b.begin);
  const second = sorted.findIndex(({ begin }, i) => i > 0 && begin < sorted[i - 1].end);
  if (second > 0)
    throw new RangeError(
      `${WHERE}: expected tensors beside each other, got "${sorted[second - 1].name}" and "${sorted[second].name}" in the same bytes`,
    );
}

function readTensor(data: DataView, { dtype, begin, end }: TensorBytes): number[] {
  const numbers: number[] = [];
  if (dtype === "F32") for (let i = begin; i < end; i += 4) numbers.push(data.getFloat32(i, true));
  else for (let i = begin; i < end; i += 8) numbers.push(data.getFloat64(i, true));
  return numbers;
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function showShape(shape: readonly unknown[]): string {
  return shape.length > 4 ? `${shape.length} sizes` : `[${shape.map(showValue).join(",")}]`;
}

/** Number of colons outside of strings: of properties, repeated ones included. `JSON.parse` keeps only the last of them. */
function countColons(json: string): number {
  let count = 0;
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '"') i = skipString(json, i);
    else if (json[i] === ":") count += 1;
  }
  return count;
}

function countProperties(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + countProperties(inner), own);
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw new TypeError(`${WHERE}: expected a header in UTF-8, got other bytes`, { cause: error });
  }
}
