/** A table from the bytes of a file, whose format is recognised by its first bytes. */
import { tableFormats } from "./index.ts";
import type { ReadTableOptions } from "./table-format.ts";
import type { Table } from "../table/table.ts";

const START_BYTES = 1024;

/**
 * A table from CSV, JSON (a list of objects), NDJSON (an object per line) or Parquet. Text may be UTF-8, UTF-16 or Windows-1252. The bytes
 * are read once, piece by piece, so that a text may be longer than the longest string.
 *
 * @throws RangeError or TypeError when the bytes are damaged, there is no row, or there are too many cells; rejects as `bytes` does.
 */
export async function readTable(
  bytes: AsyncIterable<Uint8Array>,
  { decompress, ...options }: ReadTableOptions = {},
): Promise<Table> {
  const { start, all } = await peek(bytes);
  const decompressed = decompress?.(start, all);
  if (decompressed) return readTable(decompressed, options);
  const format = Object.values(tableFormats).find((one) => one.matches(start))!;
  return format.read(all, "readTable", options);
}

/** The first bytes, and an iterable of them and all others. */
async function peek(bytes: AsyncIterable<Uint8Array>): Promise<{ start: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < START_BYTES) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
    size += value.length;
  }
  const start = joinBytes(first, size);
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (start.length > 0) yield start;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { start, all: all() };
}

function joinBytes(parts: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
