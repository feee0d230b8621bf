/** An append as the payload of one message, so that it is stored as a whole: its chunks end to end, in the format of the store. */
import { checkChunk, decode, encodedBytes, type Encoded } from "@epochal/log/engine";
import { lastSeq, type EventChunk } from "@epochal/stream/events";

/** Before each chunk: the lengths of its JSON in UTF-8 and of its numbers, in bytes, as little-endian 32-bit integers. */
const PREFIX_BYTES = 8;

/** Encoded parts end to end. */
export function joinEncoded(parts: readonly Encoded[]): Uint8Array {
  const texts = parts.map(({ json }) => Buffer.from(json));
  const size = parts.reduce((sum, { numbers }, i) => sum + PREFIX_BYTES + texts[i]!.length + numbers.length, 0);
  const bytes = Buffer.alloc(size);
  let offset = 0;
  for (const [i, { numbers }] of parts.entries()) {
    const text = texts[i]!;
    bytes.writeUInt32LE(text.length, offset);
    bytes.writeUInt32LE(numbers.length, offset + 4);
    bytes.set(text, offset + PREFIX_BYTES);
    bytes.set(numbers, offset + PREFIX_BYTES + text.length);
    offset += PREFIX_BYTES + text.length + numbers.length;
  }
  return bytes;
}

/** @throws RangeError if it ends too early. */
export function splitEncoded(payload: Uint8Array): Encoded[] {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const parts: Encoded[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const start = offset + PREFIX_BYTES;
    const middle = start + (start <= bytes.length ? bytes.readUInt32LE(offset) : 0);
    const end = middle + (start <= bytes.length ? bytes.readUInt32LE(offset + 4) : 0);
    if (start > bytes.length || end > bytes.length) throw new RangeError("a message ends too early: it is damaged");
    parts.push({ json: bytes.toString("utf8", start, middle), numbers: bytes.subarray(middle, end) });
    offset = end;
  }
  return parts;
}

/** A chunk that was read, and its size in the store. */
export interface StoredChunk {
  readonly chunk: EventChunk;
  readonly bytes: number;
}

/** @throws RangeError if a chunk is damaged. */
export function chunksOf(payload: Uint8Array): StoredChunk[] {
  return splitEncoded(payload).map((encoded) =>
    readDamaged("a chunk", () => {
      const chunk = decode(encoded) as EventChunk;
      return { chunk: checkChunk(chunk, lastSeq(chunk)), bytes: encodedBytes(encoded) };
    }),
  );
}

/** Reads what may be damaged, so that any error is possible. @throws RangeError for each of them. */
export function readDamaged<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RangeError(`${what} that cannot be read (${(error as Error).message}): the store is damaged`, {
      cause: error,
    });
  }
}
