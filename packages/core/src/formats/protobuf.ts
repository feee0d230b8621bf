/**
 * Writes protocol buffers: a message is a sequence of fields, each a tag (field number and wire type) and a value.
 * Covers only what ONNX needs. https://protobuf.dev/programming-guides/encoding
 */
import { encodeUtf8 } from "./utf8.ts";

/** Wire types: the last three bits of a tag. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** One field, or several in sequence. */
export type Field = Uint8Array;

/** An integer ≥ 0. */
export function integer(field: number, value: number): Field {
  return join([tag(field, VARINT), varint(value)]);
}

/** A number rounded to 32 bits. */
export function float(field: number, value: number): Field {
  return join([tag(field, FIXED_32), floats([value])]);
}

export function bytes(field: number, content: Uint8Array): Field {
  return join([tag(field, LENGTH_DELIMITED), varint(content.length), content]);
}

export function text(field: number, content: string): Field {
  return bytes(field, encodeUtf8(content));
}

/** A message within a message. */
export function message(field: number, fields: readonly Field[]): Field {
  return bytes(field, join(fields));
}

/** Numbers as 32 bits each, little-endian. */
export function floats(values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return out;
}

/** Numbers as 64 bits each, little-endian. */
export function doubles(values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 8);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => view.setFloat64(i * 8, value, true));
  return out;
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Seven bits per byte, the lowest first; the eighth bit is set if more bytes follow. */
function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return Uint8Array.from([...out, rest]);
}
