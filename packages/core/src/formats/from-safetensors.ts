/** Reads a model from a safetensors file. */
import { checkNetworkSpec } from "../spec/check-network-spec.ts";
import { lookup } from "../spec/registry.ts";
import type { LayerJson, MemberJson, Model, ModelJson } from "../model/model.ts";
import { layerSizes } from "../network/layer-sizes.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { parseModel } from "../model/parse-model.ts";
import { HEADER_START, tensorTypes, type TensorHeader } from "./safetensors.ts";
import { decodeUtf8 } from "./utf8.ts";

/**
 * The model that `toSafetensors` wrote: the same model with "F64", rounded weights with "F32".
 *
 * @throws TypeError when the bytes are not a safetensors file or were not written by epochal; RangeError when a tensor is
 * missing or has the wrong shape; and as `parseModel` does.
 */
export function fromSafetensors(bytes: Uint8Array): Model {
  const { header, data } = splitFile(bytes);
  const { spec, rest } = readMetadata(header.__metadata__);

  const read = (name: string, shape: readonly number[]) => readTensor(header, data, name, shape);
  const readLayer = (name: string, { inputs, units }: { inputs: number; units: number }): LayerJson => {
    const weights = read(`${name}.weights`, [inputs, units]);
    return {
      weights: Array.from({ length: inputs }, (_, p) => weights.slice(p * units, (p + 1) * units)),
      biases: read(`${name}.biases`, [units]),
    };
  };
  const sizes = layerSizes(spec);
  const members: MemberJson[] = [];
  for (let m = 0; m < (spec.members ?? 1); m++) {
    members.push({
      layers: spec.layers.map((_, i) => readLayer(`member.${m}.layers.${i}`, sizes[i])),
      ...(spec.shortcut && { shortcut: readLayer(`member.${m}.shortcut`, sizes[spec.layers.length]) }),
    });
  }
  return parseModel({ ...rest, network: spec, members });
}

function readMetadata(metadata: unknown): { spec: NetworkSpec; rest: Omit<ModelJson, "network" | "members"> } {
  if (!isRecord(metadata) || metadata.format !== "epochal-model") {
    throw new TypeError(
      'fromSafetensors: expected metadata with format "epochal-model", got none: only files written by epochal can be read',
    );
  }
  const { format, ...parts } = metadata;
  const read = Object.entries(parts).map(([name, text]) => [
    name,
    parseJson(String(text), `JSON in metadata "${name}"`),
  ]);
  const { network: spec, ...rest } = Object.fromEntries(read) as Omit<ModelJson, "members">;
  if (!isRecord(spec) || !isRecord(rest.scalers))
    throw new TypeError("fromSafetensors: expected network and scalers in the metadata, got neither or one of them");
  checkNetworkSpec(spec, "fromSafetensors");
  return { spec, rest: { ...rest, format } };
}

function splitFile(bytes: Uint8Array): { header: Record<string, unknown>; data: DataView } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < HEADER_START ? 0 : Number(view.getBigUint64(0, true));
  const start = HEADER_START + length;
  if (length === 0 || start > bytes.length)
    throw new TypeError(
      `fromSafetensors: expected 8 bytes with the length of a header and then the header, got ${bytes.length} bytes`,
    );
  const header = parseJson(decode(bytes.subarray(HEADER_START, start)), "a header in JSON");
  if (!isRecord(header)) throw new TypeError("fromSafetensors: expected a header that is an object, got another value");
  return { header, data: new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start) };
}

function readTensor(header: Record<string, unknown>, data: DataView, name: string, shape: readonly number[]): number[] {
  const tensor = (Object.hasOwn(header, name) ? header[name] : undefined) as Partial<TensorHeader> | null | undefined;
  const expected = `fromSafetensors: expected tensor "${name}" of shape ${JSON.stringify(shape)}`;
  if (JSON.stringify(tensor?.shape) !== JSON.stringify(shape))
    throw new RangeError(`${expected}, got ${tensor ? JSON.stringify(tensor.shape) : "none"}`);
  const { dtype = "", data_offsets: offsets } = tensor as Partial<TensorHeader>;
  const [begin, end] = Array.isArray(offsets) ? (offsets as readonly number[]) : [NaN, NaN];
  const size = lookup(tensorTypes, dtype, "fromSafetensors", `dtype of "${name}"`);
  const count = shape.reduce((product, width) => product * width, 1);
  if (!(Number.isInteger(begin) && begin >= 0 && end - begin === count * size && end <= data.byteLength))
    throw new RangeError(`${expected} as ${count * size} bytes of ${data.byteLength}, got bytes ${begin} to ${end}`);
  return Array.from({ length: count }, (_, i) =>
    dtype === "F32" ? data.getFloat32(begin + i * size, true) : data.getFloat64(begin + i * size, true),
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw new TypeError("fromSafetensors: expected a header in UTF-8, got other bytes", { cause: error });
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new TypeError(`fromSafetensors: expected ${what}, got something else: ${message}`, { cause: error });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
