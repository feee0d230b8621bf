/** A chunk as it lies in the store: JSON to be read by people, with its long vectors beside it as plain doubles. */
import type { EventChunk } from "@epochal/stream/events";

export interface Packed {
  readonly json: string;
  /** All vectors one after another, little-endian doubles; the JSON says `{ "$numbers": [first, count] }` where each was. */
  readonly numbers: Uint8Array;
}

export function pack(chunk: EventChunk): Packed {
  const vectors: Float64Array[] = [];
  let count = 0;
  const json = JSON.stringify(chunk, (_key, value: unknown) => {
    if (!(value instanceof Float64Array)) return value;
    const place = { $numbers: [count, value.length] };
    vectors.push(value);
    count += value.length;
    return place;
  });
  const bytes = new DataView(new ArrayBuffer(count * 8));
  let i = 0;
  for (const vector of vectors) for (const value of vector) bytes.setFloat64(8 * i++, value, true);
  return { json, numbers: new Uint8Array(bytes.buffer) };
}

export function unpack({ json, numbers }: Packed): EventChunk {
  const bytes = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return JSON.parse(json, (_key, value: unknown) => {
    const place = (value as { $numbers?: [number, number] } | null)?.$numbers;
    if (!place) return value;
    const [first, count] = place;
    return Float64Array.from({ length: count }, (_, i) => bytes.getFloat64(8 * (first + i), true));
  }) as EventChunk;
}
