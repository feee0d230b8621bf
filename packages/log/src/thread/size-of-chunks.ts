/** The approximate size of chunks: mainly their vectors, and the lists of numbers in a model. */
import type { EventChunk } from "@epochal/stream/events";

/** Bytes of an object without its fields. */
const OBJECT_BYTES = 64;

/** About the bytes that chunks need in memory, without encoding them. */
export function sizeOfChunks(chunks: readonly EventChunk[]): number {
  return sizeOf(chunks);
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let bytes = OBJECT_BYTES;
  for (const inner of Object.values(value)) bytes += sizeOf(inner);
  return bytes;
}
